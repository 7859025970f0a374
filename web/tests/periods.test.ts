import { describe, expect, it } from 'vitest';
import { SPANS, beginOf, bucketsOf, localDate, neighbour, periodAround } from '../src/pages/history/periods';

describe('a period', () => {
  it.each([
    ['day', '2026-07-06', '2026-07-06', '2026-07-07'],
    ['week', '2026-07-05', '2026-06-29', '2026-07-06'],
    ['week', '2026-07-06', '2026-07-06', '2026-07-13'],
    ['month', '2026-02-28', '2026-02-01', '2026-03-01'],
    ['month', '2026-12-31', '2026-12-01', '2027-01-01'],
    ['year', '2026-07-06', '2026-01-01', '2027-01-01'],
  ] as const)('%s around %s', (span, date, since, until) => {
    expect(periodAround(span, date)).toEqual({ span, since, until });
  });

  it('is followed by its neighbour without a gap, and back', () => {
    for (const span of SPANS.filter((one) => one !== 'life'))
      for (const date of ['2024-02-29', '2026-03-29', '2026-10-25', '2026-12-31']) {
        const period = periodAround(span, date);
        expect(neighbour(period, 1).since).toBe(period.until);
        expect(neighbour(neighbour(period, 1), -1)).toEqual(period);
      }
  });

  it('shows every bucket, with energy or without', () => {
    expect(bucketsOf(periodAround('month', '2026-02-10'), '')).toHaveLength(28);
    expect(bucketsOf(periodAround('week', '2026-02-10'), '')).toHaveLength(7);
    expect(bucketsOf(periodAround('year', '2026-02-10'), '').at(-1)).toBe('2026-12-01');
    expect(bucketsOf(periodAround('life', '2026-02-10'), '2024-05-01')).toEqual([
      '2024-01-01',
      '2025-01-01',
      '2026-01-01',
    ]);
  });
});

describe('a local date', () => {
  it('is that of the zone', () => {
    const instant = Date.parse('2026-07-06T23:30:00Z');
    expect(localDate(instant, 'Europe/London')).toBe('2026-07-07');
    expect(localDate(instant, 'America/New_York')).toBe('2026-07-06');
  });

  it.each([
    ['2026-07-06', 'Europe/Berlin', '2026-07-05T22:00:00Z'],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
    ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00Z'],
    ['2026-10-25', 'Europe/London', '2026-10-24T23:00:00Z'],
    ['2026-10-26', 'Europe/London', '2026-10-26T00:00:00Z'],
    ['2026-07-06', 'Asia/Kolkata', '2026-07-05T18:30:00Z'],
  ])('%s in %s begins at %s', (date, zone, begin) => expect(beginOf(date, zone)).toBe(Date.parse(begin)));
});
