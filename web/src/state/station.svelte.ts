/**
 * The station as this page knows it: its status, kept up to date by what the station pushes, and whether it is
 * still there. Pages read from here and never ask for the status themselves.
 */
import type { Schemas } from '../api/client';
import { follow, type Ending } from '../api/live';
import { reloadIfOutdated } from './build';

export type Status = Schemas['StatusDocument'];
export type LogEntry = Schemas['ListedLogEntryDocument'];
export type Connection = 'connecting' | 'live' | Ending;

interface Told {
  topic: string;
  at: string;
  changed: Partial<Status>;
  data: Record<string, unknown>;
}

type Hearer = (data: Record<string, unknown>, at: string) => void;

class Station {
  /** The whole status, or null before the first was told. Replaced, never changed in place. */
  status = $state.raw<Status | null>(null);
  connection = $state<Connection>('connecting');
  /** Why there is no connection, in the station's words; empty if it said nothing. */
  reason = $state('');
  /** When the connection was lost (ms since the epoch); null while it stands. */
  lostAt = $state<number | null>(null);
  /** How far the station's clock is ahead of this browser's (ms). */
  clockAheadMs = $state(0);

  readonly live = $derived(this.connection === 'live');
  /** The controller is simulated in the station's own process: there is a bench. */
  readonly simulated = $derived(this.status?.controller.link.name.startsWith('memory:') ?? false);

  // Nobody is shown these, so they need not be reactive.
  #hearers = new Map<string, Set<Hearer>>();
  #stop: (() => void) | null = null;

  /** Begin, or begin anew after somebody has logged in. */
  start(): void {
    this.stop();
    this.connection = 'connecting';
    this.#stop = follow('/api/v1/events', {
      opened: () => undefined,
      heard: (name, data) => this.#hear(name, data),
      ended: (how, reason) => this.#end(how, reason),
    });
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Be told what the station says of a topic (`log`, `config`, `rfid` …); the function returned ends that. */
  on(topic: string, hearer: Hearer): () => void {
    // eslint-disable-next-line svelte/prefer-svelte-reactivity
    const hearers = this.#hearers.get(topic) ?? new Set<Hearer>();
    this.#hearers.set(topic, hearers.add(hearer));
    return () => hearers.delete(hearer);
  }

  /** The present by the station's clock. */
  now(): number {
    return Date.now() + this.clockAheadMs;
  }

  #hear(name: string, data: unknown): void {
    if (name === 'status') {
      const returned = this.lostAt !== null;
      this.status = data as Status;
      this.#mind(this.status.at);
      this.connection = 'live';
      this.lostAt = null;
      this.reason = '';
      if (returned) void reloadIfOutdated();
      return;
    }
    const told = data as Told;
    if (this.status !== null) this.status = { ...this.status, ...told.changed, at: told.at };
    this.#mind(told.at);
    for (const hearer of this.#hearers.get(told.topic) ?? []) hearer(told.data, told.at);
  }

  #mind(at: string): void {
    const ahead = Date.parse(at) - Date.now();
    // Only a real difference counts: what is left is the way the message took.
    if (Math.abs(ahead - this.clockAheadMs) > 2_000) this.clockAheadMs = ahead;
  }

  #end(how: Ending, reason: string): void {
    this.connection = how;
    this.reason = reason;
    this.lostAt ??= Date.now();
  }
}

export const station = new Station();

/** The IANA name of the station's time zone; empty while it is not known. */
export function zoneName(): string {
  return station.status?.clock.time_zone.split('|')[0] ?? '';
}
