import { describe, expect, it } from 'vitest';
import { lastDays, sunShare } from '../src/pages/energy/trial';

describe('the days settings can be tried on', () => {
  it('are those of the station, newest first', () => {
    const late = Date.parse('2026-03-01T23:30:00Z');
    expect(lastDays(late, 'UTC').slice(0, 3)).toEqual(['2026-03-01', '2026-02-28', '2026-02-27']);
    expect(lastDays(late, 'Europe/Paris')[0]).toBe('2026-03-02');
    expect(lastDays(late, 'America/New_York')[0]).toBe('2026-03-01');
    expect(lastDays(late, 'UTC')).toHaveLength(7);
  });
});

describe('the share of the sun', () => {
  const sums = { from_grid_wh: 0, exported_wh: null, highest_import_w: null, closures: null };
  it('is that of what was charged', () => {
    expect(sunShare({ ...sums, charged_wh: 4_000, from_sun_wh: 3_000 })).toBe(75);
  });
  it('is unknown when nothing was', () => {
    expect(sunShare({ ...sums, charged_wh: 0, from_sun_wh: 0 })).toBeNull();
  });
});
