import { beforeEach, describe, expect, it } from 'vitest';
import { i18n, preferred, t } from '../src/i18n/index.svelte';
import { amps, duration, energy, money, power, roughly } from '../src/i18n/format';

beforeEach(() => i18n.use('en'));

describe('the language', () => {
  it('is the first of the wishes that there is', () => {
    expect(preferred(['sv-SE', 'nl-BE', 'de'])).toBe('nl');
    expect(preferred(['sv'])).toBe('en');
  });

  it('changes every message', async () => {
    expect(t('app.save')).toBe('Save');
    await i18n.use('de');
    expect(t('app.save')).toBe('Speichern');
    expect(document.documentElement.lang).toBe('de');
  });

  it('fills places, with numbers as the language writes them', async () => {
    expect(t('app.ago', { time: '5 s' })).toBe('5 s ago');
    await i18n.use('de');
    expect(t('app.ago', { time: 1234.5 })).toBe('vor 1.234,5');
  });
});

describe('quantities', () => {
  it.each([
    [amps(16), '16\u202fA'],
    [amps(6.5), '6.5\u202fA'],
    [amps(13.7), '14\u202fA'],
    [amps(null), '–'],
    [power(850.4), '850\u202fW'],
    [power(7360), '7.36\u202fkW'],
    [power(-11_000), '-11.0\u202fkW'],
    [energy(999), '999\u202fWh'],
    [energy(12_340), '12.3\u202fkWh'],
    [duration(3_725), '1:02:05'],
    [duration(59.9), '0:59\u202fmin'],
    [roughly(7_500), '2\u202fh 5\u202fmin'],
    [roughly(60), '60\u202fs'],
    [money(1.5, 'GBP'), '£1.50'],
    [money(1.5, ''), '1.50'],
  ])('%s is said as %s', (said, expected) => expect(said).toBe(expected));
});
