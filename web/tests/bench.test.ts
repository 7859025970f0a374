import { describe, expect, it } from 'vitest';
import { SAID, grouped, saidOf, within } from '../src/pages/bench/faults';

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

describe('faults by group', () => {
  it('are all there, once, and an unknown one too', () => {
    const faults = [...Object.keys(SAID), 'gremlins'].map((id) => ({ id }));
    const groups = grouped(faults);
    expect(groups.map(({ group }) => group)).toEqual(['car', 'wire', 'protection', 'supply', 'readings']);
    expect(groups.flatMap((one) => one.faults)).toHaveLength(faults.length);
    expect(grouped([{ id: 'gremlins' }])).toEqual([{ group: 'readings', faults: [{ id: 'gremlins' }] }]);
  });
});
