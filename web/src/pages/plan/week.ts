/**
 * The week as windows in which the car charges, and the schedule's events they are made of. The station knows events:
 * from a time on, on some days, charge or do not. People think in windows, from a time to a time; a window is an event
 * that begins charging with the one that ends it.
 */
import type { Schemas } from '../../api/client';

export type Event = Schemas['EventDocument'];
export type EventBody = Schemas['EventBody'];
export type Day = Event['days'][number];
export const DAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const satisfies Day[];
export const DAY_MIN = 1_440;
export const SNAP_MIN = 15;

/** A window as it is edited. Minutes are after local midnight; an end at or before the start is on the next day. */
export interface Window {
  readonly startId: number | null;
  readonly endId: number | null;
  readonly days: readonly Day[];
  readonly start_min: number;
  /** Null: until something else begins. */
  readonly end_min: number | null;
  readonly current_a: number | null;
  readonly feature: Event['feature'];
  readonly limit: Event['limit'];
}

/** A piece of a window on one day of the week. */
export interface Block {
  readonly window: Window;
  readonly day: Day;
  readonly from_min: number;
  readonly to_min: number;
  /** Whether the window begins here; otherwise it goes on from the day before. */
  readonly begins: boolean;
}

export function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

export function timeOf(minutes: number): string {
  const inDay = ((minutes % DAY_MIN) + DAY_MIN) % DAY_MIN;
  return `${String(Math.floor(inDay / 60)).padStart(2, '0')}:${String(inDay % 60).padStart(2, '0')}`;
}

function shifted(days: readonly Day[], by: number): Day[] {
  return DAYS.filter((_, index) => days.includes(DAYS[(index - by + 7) % 7]!));
}

function sameDays(one: readonly Day[], other: readonly Day[]): boolean {
  return one.length === other.length && one.every((day) => other.includes(day));
}

/** The windows that events make. Each event that begins charging is one; it ends with the nearest that fits its days. */
export function windowsOf(events: readonly Event[]): Window[] {
  const free = new Set(events.filter((event) => event.state === 'disabled'));
  const starts = events
    .filter((event) => event.state === 'active')
    .sort((a, b) => minutesOf(a.time) - minutesOf(b.time));
  return starts.map((start) => {
    const from = minutesOf(start.time);
    const ends = [...free]
      .map((end) => {
        const to = minutesOf(end.time);
        const next = to <= from;
        return sameDays(end.days, next ? shifted(start.days, 1) : start.days)
          ? { end, length: to - from + (next ? DAY_MIN : 0) }
          : null;
      })
      .filter((found) => found !== null)
      .sort((a, b) => a.length - b.length);
    const end = ends[0]?.end ?? null;
    if (end !== null) free.delete(end);
    return {
      startId: start.id,
      endId: end?.id ?? null,
      days: DAYS.filter((day) => start.days.includes(day)),
      start_min: from,
      end_min: end === null ? null : minutesOf(end.time),
      current_a: start.current_a,
      feature: start.feature,
      limit: start.limit,
    };
  });
}

/** The events that a window is asked for by: its beginning and, if it has one, its end. */
export function eventsOf(window: Window): { start: EventBody; end: EventBody | null } {
  const next = window.end_min !== null && window.end_min <= window.start_min;
  return {
    start: {
      state: 'active',
      time: timeOf(window.start_min),
      days: [...window.days],
      current_a: window.feature === null ? window.current_a : null,
      feature: window.feature,
      limit: window.limit,
    },
    end:
      window.end_min === null
        ? null
        : { state: 'disabled', time: timeOf(window.end_min), days: shifted(window.days, next ? 1 : 0) },
  };
}

/** What is drawn of the windows, by day, from what the station has laid out for the week. */
export function blocksOf(windows: readonly Window[], entries: readonly Schemas['PlanEntryDocument'][]): Block[] {
  const blocks: Block[] = [];
  for (const entry of entries) {
    const window = windows.find((one) => one.startId === entry.event);
    if (entry.state !== 'active' || window === undefined) continue;
    let day = DAYS.indexOf(entry.day);
    let from = Math.round(entry.start_s / 60);
    let left = Math.round(entry.duration_s / 60);
    for (let begins = true; left > 0; begins = false) {
      const piece = Math.min(left, DAY_MIN - from);
      blocks.push({ window, day: DAYS[day]!, from_min: from, to_min: from + piece, begins });
      left -= piece;
      from = 0;
      day = (day + 1) % 7;
    }
  }
  return blocks;
}

/** The window moved by so many minutes, its length kept, within its day. */
export function moved(window: Window, by_min: number): Window {
  const start_min = Math.min(Math.max(window.start_min + by_min, 0), DAY_MIN - SNAP_MIN);
  const by = start_min - window.start_min;
  const end_min = window.end_min === null ? null : (window.end_min + by + DAY_MIN) % DAY_MIN;
  return { ...window, start_min, end_min };
}

/** The window so many days later, on all of its days. */
export function onOtherDays(window: Window, by_days: number): Window {
  return { ...window, days: shifted(window.days, ((by_days % 7) + 7) % 7) };
}

/** Events that switch charging off and end no window: nobody made them here. */
export function stopsOf(events: readonly Event[], windows: readonly Window[]): Event[] {
  return events
    .filter((event) => event.state === 'disabled' && !windows.some((window) => window.endId === event.id))
    .sort((a, b) => minutesOf(a.time) - minutesOf(b.time));
}

/** The window with its end moved by so many minutes; it stays a quarter of an hour long at least, a day at most. */
export function stretched(window: Window, by_min: number): Window {
  if (window.end_min === null) return window;
  const length = window.end_min - window.start_min + (window.end_min <= window.start_min ? DAY_MIN : 0);
  const wanted = Math.min(Math.max(length + by_min, SNAP_MIN), DAY_MIN - SNAP_MIN);
  return { ...window, end_min: (window.start_min + wanted) % DAY_MIN };
}

export function snapped(minutes: number): number {
  return Math.round(minutes / SNAP_MIN) * SNAP_MIN;
}

/** What is wrong with a window that was typed in, by field; empty if nothing is. */
export function problemsOf(
  window: Window,
  least_a: number,
  most_a: number,
): Partial<Record<'days' | 'end' | 'current', true>> {
  return {
    ...(window.days.length === 0 ? { days: true } : {}),
    ...(window.end_min === window.start_min ? { end: true } : {}),
    ...(window.current_a !== null && !(window.current_a >= least_a && window.current_a <= most_a)
      ? { current: true }
      : {}),
  };
}
