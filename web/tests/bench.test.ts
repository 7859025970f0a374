import { describe, expect, it } from 'vitest';
import { saidOf, within } from '../src/pages/bench/faults';

describe('a number typed at the bench', () => {
  it.each([
    ['60', 60],
    [' 1,5 ', 1.5],
    ['0', null],
    ['1001', null],
    ['', null],
    ['fast', null],
  ])('%j is %s', (text, value) => {
    expect(within(text, 1, 1_000)).toBe(value);
  });
});

describe('what the station says of a fault', () => {
  it('is known, or left to the station', () => {
    expect(saidOf('earth_lost')).toBe('no_ground');
    expect(saidOf('a new one')).toBeNull();
  });
});
