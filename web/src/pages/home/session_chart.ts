/** The points of the session's chart: what was measured before, and what is measured from now on. */
import type { Schemas } from '../../api/client';

export interface Points {
  times_s: number[];
  power_w: (number | null)[];
  offered_a: (number | null)[];
}

type Sample = Pick<Schemas['SampleDocument'], 'start' | 'power_w' | 'pilot_a' | 'interval_s'>;

/** How finely a session of that length is drawn (s). */
export function resolutionFor(length_s: number): number {
  return [5, 10, 30, 60, 120, 300, 600, 1_800].find((step_s) => length_s / step_s <= 360) ?? 3_600;
}

export function pointsOf(samples: readonly Sample[]): Points {
  return {
    times_s: samples.map(({ start }) => Date.parse(start) / 1_000),
    power_w: samples.map(({ power_w }) => power_w),
    offered_a: samples.map(({ pilot_a }) => pilot_a),
  };
}

/** With one more measurement, which replaces the last while that is newer than the resolution wants. */
export function extended(
  points: Points,
  time_s: number,
  power_w: number,
  offered_a: number,
  resolution_s: number,
): Points {
  const { times_s } = points;
  const last_s = times_s.at(-1);
  if (last_s !== undefined && time_s < last_s) return points;
  const before_s = times_s.at(-2);
  const replace = last_s !== undefined && before_s !== undefined && last_s - before_s < resolution_s;
  const kept = replace ? -1 : times_s.length;
  return {
    times_s: [...times_s.slice(0, kept), time_s],
    power_w: [...points.power_w.slice(0, kept), power_w],
    offered_a: [...points.offered_a.slice(0, kept), offered_a],
  };
}
