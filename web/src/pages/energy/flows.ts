/** Where power comes from and where it goes, from what is measured. What nobody measures stays unknown. */
import type { Status } from '../../state/station.svelte';

export interface Flows {
  /** From the sun (W); never negative. */
  readonly sun_w: number | null;
  /** From the grid, negative to it (W). */
  readonly grid_w: number | null;
  /** Into the home battery, negative out of it (W). */
  readonly battery_w: number | null;
  readonly battery_soc_pct: number | null;
  readonly car_w: number;
  /** What the house takes besides car and battery (W). */
  readonly house_w: number | null;
}

export function flowsOf(status: Status): Flows {
  const { solar_w, grid_w, live_power_w, home_battery_w, home_battery_soc_pct } = status.feeds;
  const sun = solar_w === null ? null : Math.max(0, solar_w.value);
  const battery = home_battery_w?.value ?? null;
  const car = status.measurement.power_w;
  // The shaper's meter tells what the whole site takes from the grid.
  const grid = grid_w?.value ?? live_power_w?.value ?? null;
  const house = grid === null ? null : grid + (sun ?? 0) - (battery ?? 0) - car;
  return {
    sun_w: sun,
    grid_w: grid,
    battery_w: battery,
    battery_soc_pct: home_battery_soc_pct?.value ?? null,
    car_w: car,
    // Meters are read one after the other, so a little less than nothing is nothing.
    house_w: house === null ? null : Math.max(0, house),
  };
}

/** How thick a line for that power is drawn (px); 0 for none. */
export function weight(power_w: number | null): number {
  return power_w === null || Math.abs(power_w) < 20 ? 0 : Math.min(12, 2 + Math.sqrt(Math.abs(power_w)) / 10);
}

/** What eco compares the surplus with, as power (W): its trigger at the voltage and phases of the car. */
export function triggerPower(status: Status): number | null {
  const { trigger_a, mode } = status.divert;
  if (mode !== 'eco' || trigger_a <= 0) return null;
  return trigger_a * status.measurement.voltage_v * Math.max(1, status.measurement.phases.length);
}
