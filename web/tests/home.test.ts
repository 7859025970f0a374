import { describe, expect, it } from 'vitest';
import { bodyFor, isPossible, progress, shownValue } from '../src/pages/home/limits';
import { chosenCurrent, divertFor, modeOf, overrideFor, toneOf, type Mode } from '../src/pages/home/mode';
import { extended, pointsOf, resolutionFor } from '../src/pages/home/session_chart';
import type { Status } from '../src/state/station.svelte';

function status(parts: {
  manual?: { state: 'active' | 'disabled' | null; max_current_a?: number | null };
  divert?: 'eco' | 'normal';
  controller?: Partial<Status['controller']>;
}): Status {
  const claims = parts.manual ? [{ client: 0x10001, max_current_a: null, ...parts.manual }] : [];
  const link = { state: 'connected' };
  const controller = { fault: false, charging: false, vehicle_connected: false, link, ...parts.controller };
  return { claims, divert: { mode: parts.divert ?? 'normal' }, controller } as unknown as Status;
}

describe('the mode', () => {
  it.each<[Parameters<typeof status>[0], Mode]>([
    [{}, 'auto'],
    [{ divert: 'eco' }, 'eco'],
    [{ manual: { state: 'active' }, divert: 'eco' }, 'on'],
    [{ manual: { state: 'disabled' } }, 'off'],
    [{ manual: { state: null, max_current_a: 10 }, divert: 'eco' }, 'eco'],
  ])('of %j is %s', (parts, mode) => expect(modeOf(status(parts))).toBe(mode));

  it('keeps the current chosen by hand whatever is chosen', () => {
    expect(chosenCurrent(status({ manual: { state: 'active', max_current_a: 10 } }))).toBe(10);
    expect(overrideFor('auto', 10)).toEqual({ state: null, max_current_a: 10 });
    expect(overrideFor('off', null)).toEqual({ state: 'disabled', max_current_a: null });
    expect(overrideFor('eco', null)).toBeNull();
  });

  it('switches divert only between eco and auto', () => {
    expect(divertFor('eco', status({}))).toBe('eco');
    expect(divertFor('auto', status({ divert: 'eco' }))).toBe('normal');
    expect(divertFor('on', status({ divert: 'eco' }))).toBeNull();
    expect(divertFor('eco', status({ divert: 'eco' }))).toBeNull();
  });

  it('has a tone', () => {
    expect(toneOf(status({}))).toBe('idle');
    expect(toneOf(status({ controller: { vehicle_connected: true } }))).toBe('waiting');
    expect(toneOf(status({ controller: { charging: true, vehicle_connected: true } }))).toBe('charging');
    expect(toneOf(status({ controller: { charging: true, fault: true } }))).toBe('fault');
  });
});

describe('a limit', () => {
  it('is told in the units of the API', () => {
    expect(bodyFor('energy', 12.5, '', 'cheapest')).toEqual({ type: 'energy', value: 12_500 });
    expect(bodyFor('time', 1.5, '', 'cheapest')).toEqual({ type: 'time', value: 90 });
    expect(bodyFor('soc', 80, '07:00', 'greenest')).toEqual({
      type: 'soc',
      value: 80,
      ready_by: '07:00',
      prefer: 'greenest',
    });
    expect(bodyFor('cost', 4.5, '07:00', 'cheapest')).toEqual({ type: 'cost', value: 450 });
  });

  it('is shown as it was set', () => {
    for (const type of ['soc', 'energy', 'time', 'range', 'cost'] as const)
      expect(shownValue({ type, value: bodyFor(type, 20, '', 'cheapest').value })).toBe(20);
  });

  it('is refused where it cannot be meant', () => {
    expect(isPossible('soc', 101)).toBe(false);
    expect(isPossible('soc', 0)).toBe(false);
    expect(isPossible('energy', Number.NaN)).toBe(false);
    expect(isPossible('energy', 20)).toBe(true);
  });

  it('knows how far it is, or that nobody knows', () => {
    const now = { session_wh: 5_000, charging_s: 1_800, soc_pct: null, range: null, cost: 2 };
    expect(progress({ type: 'energy', value: 10_000 }, now)).toBe(0.5);
    expect(progress({ type: 'time', value: 30 }, now)).toBe(1);
    expect(progress({ type: 'cost', value: 400 }, now)).toBe(0.5);
    expect(progress({ type: 'soc', value: 80 }, now)).toBeNull();
  });
});

describe('the curve of a session', () => {
  it('has at most a few hundred points however long it was', () => {
    for (const length_s of [1, 60, 3_600, 86_400, 864_000])
      expect(length_s / resolutionFor(length_s)).toBeLessThanOrEqual(361);
  });

  it('goes on with what is measured, no finer than it was', () => {
    let points = pointsOf([
      { start: '2026-07-06T10:00:00Z', power_w: 1, pilot_a: 6, interval_s: 10 },
      { start: '2026-07-06T10:00:10Z', power_w: 2, pilot_a: 6, interval_s: 10 },
    ]);
    const start_s = points.times_s[0]!;
    for (let s = 11; s <= 40; s++) points = extended(points, start_s + s, s, 6, 10);
    expect(points.times_s.map((time_s) => time_s - start_s)).toEqual([0, 10, 20, 30, 40]);
    expect(points.power_w.at(-1)).toBe(40);
  });

  it('does not run backwards', () => {
    const points = pointsOf([{ start: '2026-07-06T10:00:00Z', power_w: 1, pilot_a: 6, interval_s: 10 }]);
    expect(extended(points, points.times_s[0]! - 1, 9, 9, 10)).toBe(points);
  });
});
