/** Limits as people say them: in kWh, hours and money, where the API has Wh, minutes and hundredths. */
import type { Schemas } from '../../api/client';

export type LimitType = Schemas['LimitBody']['type'];

interface Kind {
  /** What the API's value is divided by to be what people read. */
  readonly factor: number;
  readonly step: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly usual: number;
  /** Whether it can be planned to be reached by a time. */
  readonly plannable: boolean;
}

export const KINDS: Record<LimitType, Kind> = {
  soc: { factor: 1, step: 5, minimum: 1, maximum: 100, usual: 80, plannable: true },
  energy: { factor: 1_000, step: 1, minimum: 0.1, maximum: 1_000, usual: 20, plannable: true },
  time: { factor: 60, step: 0.5, minimum: 0.1, maximum: 240, usual: 2, plannable: true },
  range: { factor: 1, step: 10, minimum: 1, maximum: 2_000, usual: 200, plannable: true },
  cost: { factor: 100, step: 0.5, minimum: 0.01, maximum: 10_000, usual: 5, plannable: false },
};

/** The limit as the API takes it. */
export function bodyFor(
  type: LimitType,
  shown: number,
  readyBy: string,
  prefer: 'cheapest' | 'greenest',
): Schemas['LimitBody'] {
  const body = { type, value: Math.round(shown * KINDS[type].factor) };
  return readyBy === '' || !KINDS[type].plannable ? body : { ...body, ready_by: readyBy, prefer };
}

/** Whether that amount can be meant. */
export function isPossible(type: LimitType, shown: number): boolean {
  return Number.isFinite(shown) && shown >= KINDS[type].minimum && shown <= KINDS[type].maximum;
}

/** The value as people read it, without its unit. */
export function shownValue(limit: Pick<Schemas['LimitDocument'], 'type' | 'value'>): number {
  return limit.value / KINDS[limit.type].factor;
}

/** How far it is (0 to 1); null where that is not known. */
export function progress(
  limit: Pick<Schemas['LimitDocument'], 'type' | 'value'>,
  now: { session_wh: number; charging_s: number; soc_pct: number | null; range: number | null; cost: number | null },
): number | null {
  const reached = {
    energy: now.session_wh,
    time: now.charging_s / 60,
    soc: now.soc_pct,
    range: now.range,
    cost: now.cost === null ? null : now.cost * 100,
  }[limit.type];
  return reached === null || limit.value <= 0 ? null : Math.min(1, reached / limit.value);
}
