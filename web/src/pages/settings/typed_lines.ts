/** Commands that were typed before, found again with the arrow keys. Values in, values out. */

export interface Lines {
  readonly past: readonly string[];
  /** Which of them is shown; as long as there are when none is. */
  readonly at: number;
}

export const NO_LINES: Lines = { past: [], at: 0 };
const MOST = 50;

/** After a command was sent: it is the newest, once. */
export function sent(lines: Lines, command: string): Lines {
  const past = [...lines.past.filter((one) => one !== command), command].slice(-MOST);
  return { past, at: past.length };
}

/** One up or down; the text is empty below the newest. */
export function moved(lines: Lines, by: -1 | 1): { lines: Lines; text: string } {
  const at = Math.min(Math.max(lines.at + by, 0), lines.past.length);
  return { lines: { ...lines, at }, text: lines.past[at] ?? '' };
}

/** As it is sent: capital letters, with its dollar sign. */
export function command(text: string): string {
  const trimmed = text.trim();
  const whole = trimmed.startsWith('$') ? trimmed : `$${trimmed}`;
  return whole.slice(0, 3).toUpperCase() + whole.slice(3);
}
