import { describe, expect, it } from 'vitest';
import { bars } from '../src/parts/wireless';

describe('bars', () => {
  it('grow with the signal', () => {
    expect([-95, -85, -75, -67, -60, -40].map(bars)).toEqual([0, 1, 2, 3, 4, 4]);
  });
});
