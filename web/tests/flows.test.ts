import { describe, expect, it } from 'vitest';
import { flowsOf, triggerPower, weight } from '../src/pages/energy/flows';
import type { Status } from '../src/state/station.svelte';

function status(feeds: Record<string, number>, car_w = 0, divert: Partial<Status['divert']> = {}): Status {
  const names = ['solar_w', 'grid_w', 'live_power_w', 'home_battery_w', 'home_battery_soc_pct'];
  const readings = Object.fromEntries(
    names.map((name) => [name, name in feeds ? { value: feeds[name], age_s: 1 } : null]),
  );
  const measurement = { power_w: car_w, voltage_v: 230, phases: [{}] };
  return { feeds: readings, measurement, divert: { mode: 'normal', trigger_a: 0, ...divert } } as unknown as Status;
}

describe('flows', () => {
  it('add up: what comes in goes somewhere', () => {
    const flows = flowsOf(status({ solar_w: 4_000, grid_w: -500, home_battery_w: 1_000 }, 1_500));
    expect(flows).toMatchObject({ sun_w: 4_000, grid_w: -500, battery_w: 1_000, car_w: 1_500, house_w: 1_000 });
  });

  it('take the meter of the whole site where there is no other', () => {
    expect(flowsOf(status({ live_power_w: 2_000 }, 500))).toMatchObject({ grid_w: 2_000, house_w: 1_500, sun_w: null });
  });

  it('leave unknown what nobody measures', () => {
    expect(flowsOf(status({}, 700))).toEqual({
      sun_w: null,
      grid_w: null,
      battery_w: null,
      battery_soc_pct: null,
      car_w: 700,
      house_w: null,
    });
  });

  it('never let the house give', () => {
    expect(flowsOf(status({ grid_w: 100 }, 900)).house_w).toBe(0);
  });

  it('are drawn thicker the more flows', () => {
    expect(weight(null)).toBe(0);
    expect(weight(5)).toBe(0);
    expect(weight(-4_000)).toBeGreaterThan(weight(400));
    expect(weight(1e9)).toBe(12);
  });
});

it('the threshold of eco is drawn as power, while eco is on', () => {
  expect(triggerPower(status({}, 0, { mode: 'eco', trigger_a: 6 }))).toBe(1_380);
  expect(triggerPower(status({}, 0, { trigger_a: 6 }))).toBeNull();
});
