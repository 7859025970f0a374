import { describe, expect, it } from 'vitest';
import { LIVE, at, position, stepOf, stepped, steps, type Look } from '../src/pages/scope/timeline';
import { corners, divisions, offeredA, polyline, x, y, type Signal } from '../src/pages/scope/waveform';

const BOX = { left: 10, top: 0, width: 200, height: 300 };
const charging: Signal = { drive: 'pwm', duty_pct: 50, high_mv: 6_000, low_mv: -12_000 };

describe('the waveform', () => {
  it('is high for the share of each period that the duty tells', () => {
    const falls = corners(charging).filter((point, i, all) => point.mv === -12_000 && all[i - 1]?.mv === 6_000);
    expect(falls.map((point) => point.ms)).toEqual([0.5, 1.5]);
  });

  it('is a line where the pilot is steady', () => {
    expect(corners({ drive: 'high', duty_pct: null, high_mv: 9_000, low_mv: null })).toEqual([
      { ms: 0, mv: 9_000 },
      { ms: 2, mv: 9_000 },
    ]);
    expect(corners({ drive: 'low', duty_pct: null, high_mv: null, low_mv: -12_000 })[0]?.mv).toBe(-12_000);
  });

  it.each<Signal>([
    { drive: 'unknown', duty_pct: 50, high_mv: 1, low_mv: 1 },
    { drive: 'high', duty_pct: null, high_mv: null, low_mv: null },
    { ...charging, duty_pct: null },
    { ...charging, low_mv: null },
  ])('is nothing where nothing is known: %o', (signal) => {
    expect(polyline(signal, BOX)).toBe('');
  });

  it('lies within its box, whatever the voltage', () => {
    expect([y(15_000, BOX), y(0, BOX), y(-15_000, BOX), y(99_000, BOX)]).toEqual([0, 150, 300, 0]);
    expect([x(0, BOX), x(2, BOX)]).toEqual([10, 210]);
    for (const point of polyline({ ...charging, duty_pct: 140, high_mv: 40_000 }, BOX).split(' ')) {
      const [left, top] = point.split(',').map(Number);
      expect(left).toBeGreaterThanOrEqual(10);
      expect(left).toBeLessThanOrEqual(210);
      expect(top).toBeGreaterThanOrEqual(0);
      expect(top).toBeLessThanOrEqual(300);
    }
  });

  it('has divisions of 0.2 ms', () => {
    expect(divisions()).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2]);
  });

  it.each([
    [null, null],
    [5, null],
    [10, 6],
    [26.7, 16],
    [53.3, 32],
    [85, 51],
    [96, 80],
    [100, null],
  ])('%s %% offer %s A', (duty, amps) => {
    expect(offeredA(duty)).toBe(amps);
  });
});

describe('stepping back', () => {
  const list = ['a', 'b', 'c'];

  it('begins with the latest and ends with the oldest', () => {
    let look: Look<string> = LIVE;
    const seen = [];
    for (let i = 0; i < 5; i++) {
      look = stepped(look, list, -1);
      seen.push(look.live ? 'live' : look.list[look.index]);
    }
    expect(seen).toEqual(['c', 'b', 'a', 'a', 'a']);
  });

  it('comes back to the present', () => {
    expect(stepped(stepped(LIVE, list, -1), list, 1)).toBe(LIVE);
    expect(at(list, 3)).toBe(LIVE);
    expect(stepped(LIVE, [], -1)).toBe(LIVE);
  });

  it('stands still while the list goes on', () => {
    const look = stepped(LIVE, list, -1);
    const later = stepped(look, ['b', 'c', 'd'], -1);
    expect(later).toEqual({ live: false, list, index: 1 });
    expect(position(later, ['b', 'c', 'd', 'e'])).toEqual({ value: 1, last: 3 });
    expect(position(LIVE, list)).toEqual({ value: 3, last: 3 });
  });

  it('takes arrows, Home and End', () => {
    expect(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'a'].map((key) => stepOf(key, 3))).toEqual([-1, 1, -4, 4, null]);
    expect(stepped(LIVE, list, -4)).toEqual({ live: false, list, index: 0 });
  });
});

describe('the strip of states', () => {
  it('is a line of steps with gaps where nothing is known', () => {
    expect(steps(['A', 'C', 'unknown', 'F'], 400, 60)).toBe('M0 5H100V25H200M300 55H400');
    expect(steps([], 400, 60)).toBe('');
  });
});
