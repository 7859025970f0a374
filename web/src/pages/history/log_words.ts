/** What the log says, in the reader's language as far as the station has told more than its own English words. */
import { t, word } from '../../i18n/index.svelte';
import { sentence } from '../../i18n/sentence';
import type { LogEntry } from '../../state/station.svelte';

type Told = Pick<LogEntry, 'text' | 'state' | 'decision'>;

export interface LogWords {
  readonly text: string;
  /** The station's own words, so English whatever the page's language is. */
  readonly english: boolean;
}

export function logWords(entry: Told, zone: string, now: number): LogWords {
  if (entry.decision !== null) return { text: sentence(entry.decision, zone, now), english: false };
  const text = ofState(entry);
  return text === null ? { text: entry.text || entry.state, english: true } : { text, english: false };
}

/** An entry that tells of a state, and of whether a car was plugged in or unplugged with it; null for any other. */
function ofState(entry: Told): string | null {
  const state = word('words', `state_${entry.state}`);
  if (state === null) return null;
  const name = entry.state.replaceAll('_', ' ');
  if (entry.text === name || entry.text === '') return state.charAt(0).toLocaleUpperCase() + state.slice(1);
  if (entry.text === `plugged in, ${name}`) return beside(t('home.car_here'), state, entry.state === 'connected');
  if (entry.text === `unplugged, ${name}`)
    return beside(t('history.unplugged'), state, entry.state === 'not_connected');
  return null;
}

function beside(turned: string, state: string, saysSo: boolean): string {
  return saysSo ? turned : `${turned}, ${state}`;
}
