import { describe, expect, it } from 'vitest';
import { withWindow, withoutWindow } from '../src/pages/plan/keep';
import { backdropsOf, piecesOf, placeOf, stretchPieces, type Backdrop } from '../src/pages/plan/behind';
import {
  DAYS,
  blocksOf,
  eventsOf,
  moved,
  onOtherDays,
  problemsOf,
  stopsOf,
  stretched,
  timeOf,
  windowsOf,
  type Event,
  type Window,
} from '../src/pages/plan/week';

function event(id: number, state: 'active' | 'disabled', time: string, days: Event['days'] = [...DAYS]): Event {
  return { id, state, time: `${time}:00`, days, current_a: null, feature: null, limit: null };
}

const NIGHT: Window = {
  startId: 1,
  endId: 2,
  days: DAYS,
  start_min: 23 * 60,
  end_min: 6 * 60,
  current_a: null,
  feature: null,
  limit: null,
};

describe('windows', () => {
  it('are a beginning with the nearest end on its days', () => {
    const events = [
      event(1, 'active', '23:00'),
      event(2, 'disabled', '06:00'),
      event(3, 'active', '12:00'),
      event(4, 'disabled', '14:00'),
    ];
    expect(windowsOf(events).map(({ startId, endId }) => [startId, endId])).toEqual([
      [3, 4],
      [1, 2],
    ]);
  });

  it('that begin on some days and pass midnight end on the days after', () => {
    const events = [
      event(1, 'active', '22:00', ['friday', 'sunday']),
      event(2, 'disabled', '05:00', ['monday', 'saturday']),
    ];
    expect(windowsOf(events)[0]).toMatchObject({
      days: ['friday', 'sunday'],
      start_min: 1_320,
      end_min: 300,
      endId: 2,
    });
  });

  it('have no end where none fits', () => {
    expect(windowsOf([event(1, 'active', '08:00'), event(2, 'disabled', '09:00', ['monday'])])[0]?.end_min).toBeNull();
  });

  it('make the events they were made of', () => {
    const { start, end } = eventsOf({ ...NIGHT, days: ['friday', 'sunday'] });
    expect(start).toMatchObject({ state: 'active', time: '23:00', days: ['friday', 'sunday'] });
    expect(end).toMatchObject({ state: 'disabled', time: '06:00', days: ['monday', 'saturday'] });
    expect(eventsOf({ ...NIGHT, end_min: null }).end).toBeNull();
  });

  it('keep their length when they are moved, and at least a quarter of an hour when they are shortened', () => {
    expect(moved(NIGHT, 30)).toMatchObject({ start_min: 1_410, end_min: 390 });
    expect(moved(NIGHT, 600)).toMatchObject({ start_min: 1_425, end_min: 405 });
    expect(moved(NIGHT, -5_000)).toMatchObject({ start_min: 0, end_min: 420 });
    expect(stretched(NIGHT, 60)).toMatchObject({ start_min: 1_380, end_min: 420 });
    expect(stretched(NIGHT, -5_000)).toMatchObject({ end_min: 1_395 });
    expect(stretched(NIGHT, 5_000)).toMatchObject({ end_min: 1_365 });
  });

  it('are refused without days, without length and with an impossible current', () => {
    expect(problemsOf(NIGHT, 6, 32)).toEqual({});
    expect(problemsOf({ ...NIGHT, days: [], end_min: NIGHT.start_min, current_a: 5 }, 6, 32)).toEqual({
      days: true,
      end: true,
      current: true,
    });
  });
});

describe('blocks', () => {
  it('are cut at midnight, at the end of the week too', () => {
    const entries = [
      {
        event: 1,
        state: 'active' as const,
        day: 'sunday' as const,
        start_s: 82_800,
        drawn_start_s: 82_800,
        duration_s: 25_200,
      },
    ];
    expect(
      blocksOf([NIGHT], entries).map(({ day, from_min, to_min, begins }) => [day, from_min, to_min, begins]),
    ).toEqual([
      ['sunday', 1_380, 1_440, true],
      ['monday', 0, 360, false],
    ]);
  });
});

const scaleOf = (one: Backdrop | undefined) => [one?.about, one?.least, one?.most];

describe('what is behind', () => {
  it('is placed by the clock on the wall of the zone', () => {
    expect(placeOf(Date.parse('2026-07-06T22:30:00Z'), 'Europe/Berlin')).toEqual({ day: 'tuesday', minute: 30 });
  });

  it('is strongest where energy is dearest, and cut at midnight', () => {
    const slots = [
      { start: '2026-07-06T20:00:00Z', end: '2026-07-06T23:00:00Z', price: 0.1, co2_g: null },
      { start: '2026-07-06T23:00:00Z', end: '2026-07-07T01:00:00Z', price: 0.4, co2_g: null },
    ];
    const now = Date.parse('2026-07-06T19:00:00Z');
    const [backdrop, ...others] = backdropsOf(slots, [], now);
    const pieces = piecesOf(backdrop!, 'Europe/London', now);
    expect(pieces.map(({ day, from_min, to_min, share }) => [day, timeOf(from_min), to_min, share])).toEqual([
      ['monday', '21:00', 1_440, 0],
      ['tuesday', '00:00', 120, 0.6],
    ]);
    expect(scaleOf(backdrop)).toEqual(['price', 0.1, 0.4]);
    expect(others).toEqual([]);
    expect(backdropsOf(slots, [], Date.parse('2026-07-08T00:00:00Z'))).toEqual([]);
  });

  it('is the sun, from nothing to the most there will be', () => {
    const now = Date.parse('2026-07-06T10:00:00Z');
    const sun = [1_000, 4_000, 0].map((power_w, hour) => ({
      start: `2026-07-06T${10 + hour}:00:00Z`,
      end: `2026-07-06T${11 + hour}:00:00Z`,
      power_w,
    }));
    const [backdrop] = backdropsOf([], sun, now);
    expect(scaleOf(backdrop)).toEqual(['sun', 0, 4_000]);
    expect(piecesOf(backdrop!, 'UTC', now).map(({ share }) => share)).toEqual([0.15, 0.6, 0]);
    const [night] = backdropsOf([], sun.slice(2), now);
    expect(piecesOf(night!, 'UTC', now).map(({ share }) => share)).toEqual([0]);
  });

  it('is whichever of price, carbon and sun is known', () => {
    const now = Date.parse('2026-07-06T10:00:00Z');
    const slot = { start: '2026-07-06T10:00:00Z', end: '2026-07-06T11:00:00Z' };
    const sun = [{ ...slot, power_w: 5 }];
    const about = (price: number | null, co2_g: number | null): string[] =>
      backdropsOf([{ ...slot, price, co2_g }], sun, now).map((one) => one.about);
    expect(about(0.1, 100)).toEqual(['price', 'co2', 'sun']);
    expect(about(null, 100)).toEqual(['co2', 'sun']);
  });

  it.each([
    // The night in which clocks go back, and the one in which they go forward.
    [
      '2026-10-24T21:00:00Z',
      '2026-10-26T01:00:00Z',
      [
        ['saturday', 1_320, 1_440],
        ['sunday', 0, 1_440],
        ['monday', 0, 60],
      ],
    ],
    [
      '2026-03-28T22:00:00Z',
      '2026-03-29T23:30:00Z',
      [
        ['saturday', 1_320, 1_440],
        ['sunday', 0, 1_440],
        ['monday', 0, 30],
      ],
    ],
  ])('goes from midnight to midnight on days of another length: %s', (begin, end, expected) => {
    const stretch = { begin, end, energy_wh: 1, price: null, co2_g: null };
    const pieces = stretchPieces([stretch], 'Europe/London', Date.parse(begin));
    expect(pieces.map(({ day, from_min, to_min }) => [day, from_min, to_min])).toEqual(expected);
  });

  it('loses no hour that the clock shows twice', () => {
    const slots = ['00:00', '00:30', '01:00', '01:30'].map((time, i) => ({
      start: `2026-10-25T${time}:00Z`,
      end: `2026-10-25T${['00:30', '01:00', '01:30', '02:00'][i]}:00Z`,
      price: i / 10,
      co2_g: null,
    }));
    const now = Date.parse('2026-10-24T12:00:00Z');
    const pieces = backdropsOf(slots, [], now).flatMap((one) => piecesOf(one, 'Europe/London', now));
    expect(pieces.map(({ from_min, to_min }) => [from_min, to_min])).toEqual([
      [60, 90],
      [90, 120],
      [60, 90],
      [90, 120],
    ]);
  });
});

describe('what is told to the station', () => {
  const ends = { ...event(2, 'disabled', '06:00'), limit: { type: 'energy' as const, value: 5_000 } };
  const others = event(9, 'active', '12:00');

  it('is all events, with the window in the place of its old self and everything else as it was', () => {
    const told = withWindow([event(1, 'active', '23:00'), ends, others], { ...NIGHT, start_min: 1_410 });
    expect(told).toEqual([
      others,
      expect.objectContaining({ id: 1, state: 'active', time: '23:30' }),
      expect.objectContaining({ id: 2, state: 'disabled', time: '06:00', limit: ends.limit }),
    ]);
  });

  it('has no end any more where the window has none, and nothing of one that is taken away', () => {
    const events = [event(1, 'active', '23:00'), ends, others];
    expect(withWindow(events, { ...NIGHT, end_min: null }).map(({ id }) => id)).toEqual([9, 1]);
    expect(withoutWindow(events, NIGHT)).toEqual([others]);
  });
});

describe('windows on other days', () => {
  it('move with all of their days, around the week', () => {
    const weekend: Window = { ...NIGHT, days: ['saturday', 'sunday'] };
    expect(onOtherDays(weekend, 1).days).toEqual(['monday', 'sunday']);
    expect(onOtherDays(weekend, -1).days).toEqual(['friday', 'saturday']);
    expect(onOtherDays(onOtherDays(weekend, 3), -3).days).toEqual(weekend.days);
  });
});

describe('stops', () => {
  it('are what ends no window', () => {
    const events = [
      event(1, 'active', '23:00'),
      event(2, 'disabled', '06:00'),
      event(4, 'disabled', '09:00', ['monday']),
      event(3, 'disabled', '08:00', ['monday']),
    ];
    expect(stopsOf(events, windowsOf(events)).map((stop) => stop.id)).toEqual([3, 4]);
  });
});
