/** Where the lines of the oscilloscope are: the pilot's waveform, the graticule and the bands. Pure geometry. */

export const PERIOD_MS = 1;
/** Two periods are shown, in divisions of 0.2 ms. */
export const SHOWN_MS = 2;
export const DIVISION_MS = 0.2;
export const TOP_MV = 15_000;
export const BOTTOM_MV = -15_000;
export const VOLT_LINES_MV = [12_000, 9_000, 6_000, 3_000, 0, -3_000, -6_000, -9_000, -12_000] as const;

export type Drive = 'high' | 'pwm' | 'low' | 'unknown';

/** What is on the line: how it is driven, and the voltages it has while driven high and low. */
export interface Signal {
  readonly drive: Drive;
  readonly duty_pct: number | null;
  readonly high_mv: number | null;
  readonly low_mv: number | null;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly ms: number;
  readonly mv: number;
}

/** Corners of the waveform, in time and voltage; none where nothing is known. */
export function corners(signal: Signal): Point[] {
  const { drive, duty_pct, high_mv, low_mv } = signal;
  if (drive === 'unknown') return [];
  if (drive !== 'pwm') {
    const mv = drive === 'high' ? high_mv : low_mv;
    return mv === null
      ? []
      : [
          { ms: 0, mv },
          { ms: SHOWN_MS, mv },
        ];
  }
  if (duty_pct === null || high_mv === null || low_mv === null) return [];
  const falls = (Math.min(100, Math.max(0, duty_pct)) / 100) * PERIOD_MS;
  const points: Point[] = [];
  for (let start = 0; start < SHOWN_MS; start += PERIOD_MS) {
    points.push({ ms: start, mv: low_mv }, { ms: start, mv: high_mv });
    points.push({ ms: start + falls, mv: high_mv }, { ms: start + falls, mv: low_mv });
    points.push({ ms: start + PERIOD_MS, mv: low_mv });
  }
  return points;
}

export function x(ms: number, box: Box): number {
  return box.left + (ms / SHOWN_MS) * box.width;
}

/** What is beyond the scale is drawn at its edge. */
export function y(mv: number, box: Box): number {
  const shown = Math.min(TOP_MV, Math.max(BOTTOM_MV, mv));
  return box.top + ((TOP_MV - shown) / (TOP_MV - BOTTOM_MV)) * box.height;
}

/** The waveform as points of an SVG polyline. */
export function polyline(signal: Signal, box: Box): string {
  const rounded = (value: number): number => Math.round(value * 10) / 10;
  return corners(signal)
    .map(({ ms, mv }) => `${rounded(x(ms, box))},${rounded(y(mv, box))}`)
    .join(' ');
}

/** Times of the vertical lines (ms). */
export function divisions(): number[] {
  return Array.from({ length: Math.round(SHOWN_MS / DIVISION_MS) + 1 }, (_, i) => Math.round(i * 2) / 10);
}

/** Amps that a duty cycle offers (IEC 61851-1 table A.8, SAE J1772); null where it offers none or is digital. */
export function offeredA(duty_pct: number | null): number | null {
  if (duty_pct === null || duty_pct < 8 || duty_pct > 97) return null;
  const offered = duty_pct <= 85 ? duty_pct * 0.6 : (duty_pct - 64) * 2.5;
  return Math.min(80, Math.max(6, Math.round(offered * 10) / 10));
}
