import { describe, expect, it } from 'vitest';
import { i18n } from '../src/i18n/index.svelte';
import { logWords } from '../src/pages/history/log_words';
import type { LogEntry } from '../src/state/station.svelte';

const said = (state: LogEntry['state'], text: string) => logWords({ state, text, decision: null }, 'UTC', 0);

describe('the log', () => {
  it.each<[LogEntry['state'], string, string]>([
    ['charging', 'charging', 'Charging'],
    ['charging', 'plugged in, charging', 'Plugged in, charging'],
    ['connected', 'plugged in, connected', 'Plugged in'],
    ['not_connected', 'unplugged, not connected', 'Unplugged'],
    ['disabled', 'unplugged, disabled', 'Unplugged, switched off'],
  ])('tells of %s: %s', (state, text, expected) =>
    expect(said(state, text)).toEqual({ text: expected, english: false }),
  );

  it('leaves what it does not know as it is', () => {
    expect(said('charging', 'the card of Ada was accepted')).toEqual({
      text: 'the card of Ada was accepted',
      english: true,
    });
    expect(said('gfci_tripped', 'gfci tripped').english).toBe(true);
  });

  it('speaks the language of the page', async () => {
    await i18n.use('de');
    expect(said('charging', 'plugged in, charging').text).toBe('Angesteckt, lädt');
    await i18n.use('en');
  });
});
