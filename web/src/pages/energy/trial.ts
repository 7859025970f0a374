/** What a trial of settings is made of, and how its outcome is compared. Nothing is asked. */
import type { Schemas } from '../../api/client';

/** What people try: the character of eco, and the house limit. */
export const TRIED: readonly string[] = [
  'divert_PV_ratio',
  'divert_attack_smoothing_time',
  'divert_decay_smoothing_time',
  'divert_min_charge_time',
  'divert_below_minimum',
  'current_shaper_enabled',
  'current_shaper_max_pwr',
];

const DAYS = 7;

/** Today and the days before it, as local dates of the station (`2026-11-23`), newest first. */
export function lastDays(now_ms: number, zone: string): string[] {
  const written = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    ...(zone === '' ? {} : { timeZone: zone }),
  });
  const [year, month, day] = written.format(now_ms).split('-').map(Number);
  return Array.from({ length: DAYS }, (_, back) =>
    new Date(Date.UTC(year!, month! - 1, day! - back)).toISOString().slice(0, 10),
  );
}

type Sums = Schemas['TrialSumsDocument'];

/** How much of what was charged came from the sun (%); null if nothing was charged. */
export function sunShare(sums: Sums): number | null {
  return sums.charged_wh <= 0 ? null : Math.round((100 * sums.from_sun_wh) / sums.charged_wh);
}
