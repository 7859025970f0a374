/**
 * A stream of events from the station that comes back by itself. The browser's own EventSource is not used: it tells
 * neither why it failed (a password is wanted) nor that a connection has gone silent.
 */
import { createParser } from 'eventsource-parser';
import { BY_APP } from './client';

/** The station gives a sign of life every 15 s at least. */
const SILENCE_MS = 20_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

export type Ending =
  /** Broken, silent or unreachable; it is being tried again. */
  | 'lost'
  /** Somebody has to log in. */
  | 'login'
  /** The station answers nobody from here (no password is set yet). */
  | 'closed';

export interface Listener {
  /** An event by its name, and what it holds. */
  heard(name: string, data: unknown): void;
  /** The connection stands. */
  opened(): void;
  /** It does not any more; `reason` is the station's, if it gave one. */
  ended(how: Ending, reason: string): void;
}

/** Follow `path` until the function returned is called. */
export function follow(path: string, listener: Listener): () => void {
  const life = new AbortController();
  void keep(path, listener, life.signal);
  return () => life.abort();
}

async function keep(path: string, listener: Listener, life: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!life.aborted) {
    const [how, reason, stood] = await once(path, listener, life);
    if (life.aborted) return;
    listener.ended(how, reason);
    if (how === 'login') return;
    wait = stood ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS);
    await pause(wait * (0.75 + Math.random() / 2), life);
  }
}

/** One connection, from its beginning to its end; the last tells whether it ever stood. */
async function once(path: string, listener: Listener, life: AbortSignal): Promise<[Ending, string, boolean]> {
  const breaker = new AbortController();
  const cut = (): void => breaker.abort();
  let alarm = setTimeout(cut, SILENCE_MS);
  life.addEventListener('abort', cut);
  globalThis.addEventListener('offline', cut);
  let stood = false;
  try {
    const headers = { ...BY_APP, Accept: 'text/event-stream' };
    const answer = await globalThis.fetch(path, { headers, signal: breaker.signal, cache: 'no-store' });
    if (answer.status === 401) return ['login', '', false];
    if (answer.status === 403) return ['closed', await reasonOf(answer), false];
    if (!answer.ok || answer.body === null) return ['lost', `HTTP ${answer.status}`, false];
    stood = true;
    listener.opened();
    const parser = createParser({ onEvent: ({ event, data }) => listener.heard(event ?? 'message', JSON.parse(data)) });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(alarm);
      alarm = setTimeout(cut, SILENCE_MS);
      parser.feed(piece.value);
    }
  } catch (error) {
    return ['lost', error instanceof Error ? error.message : '', stood];
  } finally {
    clearTimeout(alarm);
    life.removeEventListener('abort', cut);
    globalThis.removeEventListener('offline', cut);
  }
  return ['lost', '', stood];
}

async function reasonOf(answer: Response): Promise<string> {
  const text = await answer.text();
  try {
    const told = JSON.parse(text) as { msg?: string; error?: { reason?: string } };
    return told.error?.reason ?? told.msg ?? text;
  } catch {
    return text;
  }
}

/** Wait, but not once the network is back or nobody is interested any more. */
function pause(ms: number, life: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      globalThis.removeEventListener('online', done);
      life.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    globalThis.addEventListener('online', done);
    life.addEventListener('abort', done);
  });
}
