/** How the controller takes a press of its button, by the time it was held. The times are the firmware's (8.2.3). */

export const SHORT_MS = 50;
export const LONG_MS = 500;
export const VERY_LONG_MS = 10_000;
/** No longer than this is sent. */
export const LONGEST_MS = 30_000;

export type Press = 'none' | 'short' | 'long' | 'very_long';

export function pressOf(held_ms: number): Press {
  if (held_ms < SHORT_MS) return 'none';
  if (held_ms < LONG_MS) return 'short';
  return held_ms < VERY_LONG_MS ? 'long' : 'very_long';
}

/** What to send for a press of this length: a tap is never too quick to count, as it was meant. */
export function sentMs(held_ms: number): number {
  return Math.min(LONGEST_MS, Math.max(100, Math.round(held_ms)));
}
