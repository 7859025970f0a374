/** Stretches of local dates (`2026-07-06`) that history is looked at by, and what is asked of the station for each. */

export const SPANS = ['day', 'week', 'month', 'year', 'life'] as const;
export type Span = (typeof SPANS)[number];

export interface Period {
  readonly span: Span;
  /** Its first local date. */
  readonly since: string;
  /** The local date after its last. */
  readonly until: string;
}

const DAY_MS = 86_400_000;

/** A local date as if it were UTC: dates are counted, not instants. */
function parsed(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

function written(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The local date of an instant (ms) in a zone. */
export function localDate(instant: number, zone: string): string {
  const parts: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
  return new Intl.DateTimeFormat('en-CA', zone === '' ? parts : { ...parts, timeZone: zone }).format(instant);
}

/** The period of that length that has this date in it; weeks begin on Monday. */
export function periodAround(span: Span, date: string): Period {
  const day = parsed(date);
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()];
  switch (span) {
    case 'day':
      return { span, since: date, until: written(new Date(day.getTime() + DAY_MS)) };
    case 'week': {
      const monday = day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY_MS;
      return { span, since: written(new Date(monday)), until: written(new Date(monday + 7 * DAY_MS)) };
    }
    case 'month':
      return {
        span,
        since: written(new Date(Date.UTC(year, month, 1))),
        until: written(new Date(Date.UTC(year, month + 1, 1))),
      };
    case 'year':
      return {
        span,
        since: written(new Date(Date.UTC(year, 0, 1))),
        until: written(new Date(Date.UTC(year + 1, 0, 1))),
      };
    case 'life':
      return { span, since: '2010-01-01', until: written(new Date(Date.UTC(year + 1, 0, 1))) };
  }
}

/** The one before (-1) or after (1). */
export function neighbour(period: Period, step: -1 | 1): Period {
  if (period.span === 'life') return period;
  const inside = step === 1 ? parsed(period.until) : new Date(parsed(period.since).getTime() - DAY_MS);
  return periodAround(period.span, written(inside));
}

/** How history is summed up for it. */
export function bucketOf(span: Span): 'day' | 'month' | 'year' {
  return span === 'year' ? 'month' : span === 'life' ? 'year' : 'day';
}

/** Every bucket of the period, also those without energy: the first local date of each. */
export function bucketsOf(period: Period, first: string): string[] {
  const by = bucketOf(period.span);
  const from = period.span === 'life' ? `${first.slice(0, 4)}-01-01` : period.since;
  const found: string[] = [];
  for (let day = parsed(from); written(day) < period.until;) {
    found.push(written(day));
    day =
      by === 'day'
        ? new Date(day.getTime() + DAY_MS)
        : new Date(
            Date.UTC(day.getUTCFullYear() + (by === 'year' ? 1 : 0), day.getUTCMonth() + (by === 'month' ? 1 : 0), 1),
          );
  }
  return found;
}

/** The instant (ms) at which a local date begins in a zone. */
export function beginOf(date: string, zone: string): number {
  const guess = parsed(date).getTime();
  if (zone === '') return new Date(`${date}T00:00:00`).getTime();
  // The zone's offset is looked up where the day is thought to begin, and again where that leads.
  const first = guess - offsetAt(guess, zone);
  return guess - offsetAt(first, zone);
}

function offsetAt(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instant);
  const get = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'));
  return local - Math.floor(instant / 1_000) * 1_000;
}
