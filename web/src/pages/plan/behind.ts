/** What is drawn behind the schedule: prices (or carbon where there are none) and the charging plan, cut into days. */
import type { Schemas } from '../../api/client';
import { DAYS, DAY_MIN, type Day } from './week';

export interface Piece {
  readonly day: Day;
  readonly from_min: number;
  readonly to_min: number;
  /** How strongly it is drawn, 0 to 0.6: the dearest most. */
  readonly share: number;
}

const STRONGEST = 0.6;
const WEEK_MS = 7 * 86_400_000;

/** Weekday and minute of an instant (ms) in a zone. */
export function placeOf(instant: number, zone: string): { day: Day; minute: number } {
  const how: Intl.DateTimeFormatOptions = { weekday: 'long', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const parts = new Intl.DateTimeFormat('en-GB', zone === '' ? how : { ...how, timeZone: zone }).formatToParts(instant);
  const get = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { day: get('weekday').toLowerCase() as Day, minute: Number(get('hour')) * 60 + Number(get('minute')) };
}

/** When the day ends that `at` is in, on days with another hour too. */
function midnightAfter(at: number, minute: number, zone: string): number {
  const about = at + (DAY_MIN - minute) * 60_000;
  const off_min = placeOf(about, zone).minute;
  return about + (off_min > DAY_MIN / 2 ? DAY_MIN - off_min : -off_min) * 60_000;
}

/** A stretch of time as pieces of days, none beyond a week from now. */
function cut(begin: number, end: number, zone: string, share: number): Piece[] {
  const pieces: Piece[] = [];
  for (let at = begin; at < end;) {
    const { day, minute } = placeOf(at, zone);
    const midnight = midnightAfter(at, minute, zone);
    const until = Math.min(end, midnight);
    const ends_min = until === midnight ? DAY_MIN : placeOf(until, zone).minute;
    // Where clocks go back it ends at a time that was before.
    const to_min = ends_min > minute ? ends_min : Math.min(DAY_MIN, minute + (until - at) / 60_000);
    if (DAYS.includes(day) && to_min > minute) pieces.push({ day, from_min: minute, to_min, share });
    at = Math.max(until, at + 60_000);
  }
  return pieces;
}

type Slot = Schemas['PriceSlotDocument'];
const value = (slot: Slot): number | null => slot.price ?? slot.co2_g;

function within(slots: readonly Slot[], now: number): Slot[] {
  return slots.filter(
    (slot) => Date.parse(slot.end) > now && Date.parse(slot.start) < now + WEEK_MS && value(slot) !== null,
  );
}

/** What the palest and the strongest of it stand for; null where nothing is drawn. */
export function scaleOf(
  slots: readonly Slot[],
  now: number,
): { of: 'price' | 'co2'; least: number; most: number } | null {
  const shown = within(slots, now);
  if (shown.length === 0) return null;
  const values = shown.map((slot) => value(slot)!);
  const of = shown.some((slot) => slot.price !== null) ? 'price' : 'co2';
  return { of, least: Math.min(...values), most: Math.max(...values) };
}

export function pricePieces(slots: readonly Slot[], zone: string, now: number): Piece[] {
  const shown = within(slots, now);
  const { least, most } = scaleOf(slots, now) ?? { least: 0, most: 0 };
  return shown.flatMap((slot) => {
    const share = most > least ? (STRONGEST * (value(slot)! - least)) / (most - least) : STRONGEST / 2;
    const begin = Math.max(Date.parse(slot.start), now - (now % 60_000));
    return cut(begin, Math.min(Date.parse(slot.end), now + WEEK_MS), zone, share);
  });
}

export function stretchPieces(stretches: readonly Schemas['StretchDocument'][], zone: string, now: number): Piece[] {
  return stretches
    .filter((stretch) => Date.parse(stretch.begin) < now + WEEK_MS)
    .flatMap((stretch) => cut(Date.parse(stretch.begin), Date.parse(stretch.end), zone, 1));
}
