/** The four modes people choose between, and what the station is asked for each. */
import type { Schemas } from '../../api/client';
import type { Status } from '../../state/station.svelte';

export const MODES = ['off', 'auto', 'eco', 'on'] as const;
export type Mode = (typeof MODES)[number];
type Override = Schemas['OverrideBody'];

/** Client id of what was set by hand. */
const MANUAL = 0x10001;

function manual(status: Status): Schemas['ClaimDocument'] | undefined {
  return status.claims.find((claim) => claim.client === MANUAL);
}

/** Which mode is in force. */
export function modeOf(status: Status): Mode {
  const state = manual(status)?.state ?? null;
  if (state !== null) return state === 'active' ? 'on' : 'off';
  return status.divert.mode === 'eco' ? 'eco' : 'auto';
}

/** The current chosen by hand (A); null: whatever the station allows. */
export function chosenCurrent(status: Status): number | null {
  return manual(status)?.max_current_a ?? null;
}

/** What the override is to be; null: there is to be none. A ceiling chosen by hand stays whatever the mode. */
export function overrideFor(mode: Mode, ceiling_a: number | null): Override | null {
  const state = mode === 'on' ? 'active' : mode === 'off' ? 'disabled' : null;
  return state === null && ceiling_a === null ? null : { state, max_current_a: ceiling_a };
}

/** What divert is to be set to for this mode; null: as it is. */
export function divertFor(mode: Mode, status: Status): 'eco' | 'normal' | null {
  if (mode === 'eco') return status.divert.mode === 'eco' ? null : 'eco';
  return mode === 'auto' && status.divert.mode === 'eco' ? 'normal' : null;
}

/** How the page is coloured: what is going on in one word. */
export type Tone = 'charging' | 'waiting' | 'idle' | 'fault';

export function toneOf(status: Status): Tone {
  if (status.controller.fault || status.controller.link.state !== 'connected') return 'fault';
  if (status.controller.charging) return 'charging';
  return status.controller.vehicle_connected ? 'waiting' : 'idle';
}
