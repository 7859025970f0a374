/** Quantities, times and durations as the reader's language writes them. Spaces between number and unit do not break. */
import { i18n } from './index.svelte';

const NARROW = '\u202f';
const NONE = '–';

function number(value: number, digits: number): string {
  return new Intl.NumberFormat(i18n.locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(
    value,
  );
}

/** `16 A`; one decimal below 10 A unless whole. */
export function amps(value_a: number | null): string {
  if (value_a === null) return NONE;
  const digits = Number.isInteger(value_a) || Math.abs(value_a) >= 10 ? 0 : 1;
  return `${number(value_a, digits)}${NARROW}A`;
}

/** `850 W`, `7.4 kW`. */
export function power(value_w: number | null): string {
  const { text, unit } = powerParts(value_w);
  return unit === '' ? text : `${text}${NARROW}${unit}`;
}

/** For an axis: no more digits than it takes to tell the marks apart. */
export function powerMark(value_w: number): string {
  if (Math.abs(value_w) < 1_000) return power(value_w);
  return `${new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 1 }).format(value_w / 1_000)}${NARROW}kW`;
}

/** The figure and its unit apart, for big figures. */
export function powerParts(value_w: number | null): { text: string; unit: string } {
  if (value_w === null) return { text: NONE, unit: '' };
  return Math.abs(value_w) < 1_000
    ? { text: number(Math.round(value_w), 0), unit: 'W' }
    : { text: number(value_w / 1_000, Math.abs(value_w) < 10_000 ? 2 : 1), unit: 'kW' };
}

/** `850 Wh`, `12.3 kWh`, `1,234 kWh`. */
export function energy(value_wh: number | null): string {
  const { text, unit } = energyParts(value_wh);
  return unit === '' ? text : `${text}${NARROW}${unit}`;
}

/** A round amount, to be chosen: `5 kWh`. */
export function kilowattHours(value_wh: number): string {
  return `${new Intl.NumberFormat(i18n.locale, { maximumFractionDigits: 1 }).format(value_wh / 1_000)}${NARROW}kWh`;
}

export function energyParts(value_wh: number | null): { text: string; unit: string } {
  if (value_wh === null) return { text: NONE, unit: '' };
  if (Math.abs(value_wh) < 1_000) return { text: number(Math.round(value_wh), 0), unit: 'Wh' };
  const kwh = value_wh / 1_000;
  return { text: number(kwh, kwh < 10 ? 2 : kwh < 100 ? 1 : 0), unit: 'kWh' };
}

/** `62 %`. */
export function percent(value: number | null): string {
  return value === null ? NONE : `${number(Math.round(value), 0)}${NARROW}%`;
}

export function volts(value_v: number | null): string {
  return value_v === null ? NONE : `${number(Math.round(value_v), 0)}${NARROW}V`;
}

/** `6.0 V`, `-12.0 V`: a voltage on the control pilot. */
export function pilotVolts(value_mv: number | null): string {
  return value_mv === null ? NONE : `${number(value_mv / 1_000, 1)}${NARROW}V`;
}

/** `53.3 %`: a share where the decimal counts. */
export function share(value_pct: number | null): string {
  return value_pct === null ? NONE : `${number(value_pct, 1)}${NARROW}%`;
}

/** `680 Ω`. */
export function ohms(value_ohm: number | null): string {
  return value_ohm === null ? NONE : `${number(Math.round(value_ohm), 0)}${NARROW}Ω`;
}

export function celsius(value_c: number | null): string {
  return value_c === null ? NONE : `${number(Math.round(value_c), 0)}${NARROW}°C`;
}

/** A sum of money in the currency of that code; a bare number if the code is none. */
export function money(value: number | null, currency: string): string {
  if (value === null) return NONE;
  try {
    return new Intl.NumberFormat(i18n.locale, { style: 'currency', currency }).format(value);
  } catch {
    return number(value, 2);
  }
}

/** `0:45 min`, `3:07:12`: time that has passed or remains (s). */
export function duration(seconds: number | null): string {
  if (seconds === null) return NONE;
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}${NARROW}min`;
}

/** `2 h 5 min`, `45 min`, `20 s`. */
export function roughly(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${number(whole, 0)}${NARROW}s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${number(minutes, 0)}${NARROW}min`;
  const rest = minutes % 60 === 0 ? '' : ` ${minutes % 60}${NARROW}min`;
  return `${number(Math.floor(minutes / 60), 0)}${NARROW}h${rest}`;
}

/** `07:00` in the station's zone (an IANA name; the browser's if it is none). */
export function timeOfDay(instant: string | number, zone?: string): string {
  return formatted(instant, { hour: '2-digit', minute: '2-digit' }, zone);
}

/** `Mon 6 Jul, 07:00`. */
export function dateAndTime(instant: string | number, zone?: string): string {
  return formatted(
    instant,
    { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    zone,
  );
}

/** `07:00:12`: where seconds count. */
export function timeToTheSecond(instant: string | number, zone?: string): string {
  return formatted(instant, { hour: '2-digit', minute: '2-digit', second: '2-digit' }, zone);
}

export function date(instant: string | number, zone?: string): string {
  return formatted(instant, { day: 'numeric', month: 'short', year: 'numeric' }, zone);
}

function formatted(instant: string | number, how: Intl.DateTimeFormatOptions, zone?: string): string {
  const options = zone === undefined || zone === '' ? how : { ...how, timeZone: zone };
  try {
    return new Intl.DateTimeFormat(i18n.locale, options).format(new Date(instant));
  } catch {
    return new Intl.DateTimeFormat(i18n.locale, how).format(new Date(instant));
  }
}
