/**
 * The station's sentences in the reader's language. They come as a code with values and the English text; what has no
 * translation is shown as that.
 */
import type { Schemas } from '../api/client';
import { roughly, timeOfDay, date } from './format';
import { word, type Values } from './index.svelte';

type Sentence = Schemas['SentenceDocument'];
type Upcoming = Schemas['UpcomingDocument'];
type Value = string | number | boolean | null;

/** Who that client is. */
export function clientName(client: number | null): string {
  if (client === null) return word('words', 'client_station') ?? '';
  return (
    word('words', `client_${client}`) ?? word('words', 'client_other', { client: String(client) }) ?? String(client)
  );
}

/** `07:00`, with the day if it is not today. */
function shownInstant(instant: string, zone: string, now: number): string {
  const time = timeOfDay(instant, zone);
  return date(instant, zone) === date(now, zone) ? time : `${time} (${date(instant, zone)})`;
}

function filled(name: string, value: Value, zone: string, now: number): string | number {
  if (typeof value === 'number') return name === 'temperature_c' ? Math.round(value) : Math.round(value * 10) / 10;
  if ((name === 'at' || name === 'until') && typeof value === 'string') return shownInstant(value, zone, now);
  return String(value ?? '');
}

/** A sentence of the station's; `now` (ms) tells which instants are today's. */
export function sentence(told: Sentence, zone: string, now: number, more: Values = {}): string {
  const values: Values = { ...more };
  for (const [name, value] of Object.entries(told.values as Record<string, Value>))
    values[name] = filled(name, value, zone, now);
  const client = told.values['client'];
  if (typeof client === 'number') values['who'] = clientName(client);
  // Of some the station tells more than a headline holds.
  return word('words', `short_${told.code}`, values) ?? word('explanation', told.code, values) ?? told.text;
}

/** A sentence about what comes; it says when. */
export function upcoming(told: Upcoming, zone: string, now: number): string {
  const left = told.values['in_s'];
  const when =
    told.at !== null
      ? word('words', 'when_at', { time: shownInstant(told.at, zone, now) })
      : typeof left === 'number'
        ? word('words', 'when_in', { time: roughly(left) })
        : null;
  return when === null ? told.text : sentence(told, zone, now, { when });
}
