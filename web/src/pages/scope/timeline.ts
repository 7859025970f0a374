/** Stepping back through what the pilot did. While somebody looks back, the list stands still. */

/** What is looked at: the present, or one of the transitions as they were when stepping began. */
export type Look<T> =
  { readonly live: true } | { readonly live: false; readonly list: readonly T[]; readonly index: number };

export const LIVE = { live: true } as const;

/** Step by this many transitions; beyond the last one it is the present again. */
export function stepped<T>(look: Look<T>, transitions: readonly T[], by: number): Look<T> {
  const list = look.live ? transitions : look.list;
  const from = look.live ? transitions.length : look.index;
  return at(list, from + by);
}

/** Look at the transition of this number; the number after the last is the present. */
export function at<T>(list: readonly T[], index: number): Look<T> {
  if (list.length === 0 || index >= list.length) return LIVE;
  return { live: false, list, index: Math.max(0, index) };
}

/** What a slider shows of it: 0 is the oldest, the number of transitions the present. */
export function position<T>(look: Look<T>, transitions: readonly T[]): { value: number; last: number } {
  return look.live
    ? { value: transitions.length, last: transitions.length }
    : { value: look.index, last: look.list.length };
}

/** What an arrow key asks for: steps, or the ends. Null if it asks for nothing. */
export function stepOf(key: string, count: number): number | null {
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return -1;
    case 'ArrowRight':
    case 'ArrowUp':
      return 1;
    case 'Home':
      return -count - 1;
    case 'End':
      return count + 1;
    default:
      return null;
  }
}

export const STATES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;

/** The states as a line of steps of equal width from left to right: A on top, F at the bottom, unknown left out. */
export function steps(states: readonly string[], width: number, height: number): string {
  const wide = width / Math.max(1, states.length);
  const row = height / STATES.length;
  let path = '';
  let drawn = false;
  states.forEach((state, i) => {
    const index = STATES.indexOf(state as (typeof STATES)[number]);
    if (index < 0) {
      drawn = false;
      return;
    }
    const y = Math.round((index + 0.5) * row * 10) / 10;
    const from = Math.round(i * wide * 10) / 10;
    path += `${drawn ? `V${y}` : `M${from} ${y}`}H${Math.round((i + 1) * wide * 10) / 10}`;
    drawn = true;
  });
  return path;
}
