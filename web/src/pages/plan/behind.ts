/** What is drawn behind the schedule: prices, carbon or the sun, and the charging plan, cut into days. */
import type { Schemas } from '../../api/client';
import { DAYS, DAY_MIN, type Day } from './week';

export interface Piece {
  readonly day: Day;
  readonly from_min: number;
  readonly to_min: number;
  /** How strongly it is drawn, 0 to 0.6: the dearest most, or the sunniest. */
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

/** What can be drawn behind the week. */
export type About = 'price' | 'co2' | 'sun';

export interface Backdrop {
  readonly about: About;
  /** What the palest and the strongest of it stand for. */
  readonly least: number;
  readonly most: number;
  readonly slots: readonly Slot[];
}

interface Slot {
  /** Instants (ms). */
  readonly begin: number;
  readonly end: number;
  readonly value: number;
}

function slotsOf<T extends { start: string; end: string }>(
  told: readonly T[],
  value: (slot: T) => number | null,
  now: number,
): Slot[] {
  return told
    .map((slot) => ({ begin: Date.parse(slot.start), end: Date.parse(slot.end), value: value(slot) }))
    .filter((slot): slot is Slot => slot.value !== null && slot.end > now && slot.begin < now + WEEK_MS);
}

function backdrop(about: About, slots: readonly Slot[]): Backdrop[] {
  if (slots.length === 0) return [];
  const values = slots.map((slot) => slot.value);
  // Of the sun nothing is the least there can be.
  return [{ about, least: about === 'sun' ? 0 : Math.min(...values), most: Math.max(...values), slots }];
}

/** What is known of the week that begins now. */
export function backdropsOf(
  prices: readonly Schemas['PriceSlotDocument'][],
  sun: readonly Schemas['SunSlotDocument'][],
  now: number,
): Backdrop[] {
  return [
    ...backdrop(
      'price',
      slotsOf(prices, (slot) => slot.price, now),
    ),
    ...backdrop(
      'co2',
      slotsOf(prices, (slot) => slot.co2_g, now),
    ),
    ...backdrop(
      'sun',
      slotsOf(sun, (slot) => slot.power_w, now),
    ),
  ];
}

export function piecesOf({ least, most, slots, about }: Backdrop, zone: string, now: number): Piece[] {
  const even = about === 'sun' ? 0 : STRONGEST / 2;
  return slots.flatMap((slot) => {
    const share = most > least ? (STRONGEST * (slot.value - least)) / (most - least) : even;
    return cut(Math.max(slot.begin, now), Math.min(slot.end, now + WEEK_MS), zone, share);
  });
}

export function stretchPieces(stretches: readonly Schemas['StretchDocument'][], zone: string, now: number): Piece[] {
  return stretches
    .filter((stretch) => Date.parse(stretch.begin) < now + WEEK_MS)
    .flatMap((stretch) => cut(Date.parse(stretch.begin), Date.parse(stretch.end), zone, 1));
}
