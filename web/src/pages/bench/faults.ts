/** What the station makes of each fault of the bench, as its controller (open_evse 8.2.3) behaves with a car charging. */

export const SAID = {
  diode_shorted: 'diode',
  diode_open: 'no_car',
  pilot_shorted: 'pilot',
  pilot_open: 'no_car',
  pilot_drift: 'misread',
  earth_lost: 'no_ground',
  residual_current: 'leak',
  residual_current_dc: 'leak_dc',
  gfci_trip_held: 'leak',
  gfci_self_test_dead: 'self_test',
  contactor_welded: 'welded',
  contactor_dead: 'no_voltage',
  overheat: 'heat',
  proximity_open: 'proximity',
  proximity_shorted: 'proximity',
  proximity_drift: 'proximity',
  supply_lost: 'no_voltage',
  brown_out: 'weaker',
  phase_lost: 'weaker',
  over_current: 'over_current',
  current_reads_zero: 'misread',
  current_drift: 'misread',
  temperature_drift: 'misread',
  temperature_stuck: 'misread',
  temperature_absent: 'misread',
} as const;

export type Said = (typeof SAID)[keyof typeof SAID];

/** Which of the sentences tells what the station says of that fault; null for one that this page does not know. */
export function saidOf(id: string): Said | null {
  return id in SAID ? SAID[id as keyof typeof SAID] : null;
}

export const GROUPS = ['car', 'wire', 'protection', 'supply', 'readings'] as const;
export type Group = (typeof GROUPS)[number];

/** Faults by what they are about; what this page does not know is among the last. */
export function grouped<T extends { id: string }>(faults: readonly T[]): { group: Group; faults: T[] }[] {
  return GROUPS.map((group) => ({ group, faults: faults.filter((fault) => groupOf(fault.id) === group) })).filter(
    (one) => one.faults.length > 0,
  );
}

function groupOf(id: string): Group {
  if (/^(diode|over_current)/.test(id)) return 'car';
  if (/^(pilot|proximity)/.test(id)) return 'wire';
  if (/^(earth|residual|gfci|contactor)/.test(id)) return 'protection';
  if (/^(supply|brown|phase|overheat)/.test(id)) return 'supply';
  return 'readings';
}

export const SLOWEST = 1;
export const FASTEST = 1_000;
export const SPEEDS = ['1', '10', '60', '300', '1000'] as const;
export const COLDEST_C = -40;
export const HOTTEST_C = 80;

/** A number typed into a field, if it lies within these; null if not. */
export function within(text: string, least: number, most: number): number | null {
  const value = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  return Number.isFinite(value) && value >= least && value <= most ? value : null;
}
