/** What the page knows of settings: which belong together, how they are typed in, searched and judged. Nothing is asked. */
import type { Schemas } from '../../api/client';

export type Described = Schemas['SettingDocument'];
export type Group = Described['group'];
export type Value = boolean | number | string | null;
/** What is in a field: switches as they are, everything else as text. */
export type Drafts = Readonly<Record<string, boolean | string>>;
export type Problem = { key: string; values: Record<string, string | number> };

export const GROUPS: readonly Group[] = [
  'charging',
  'supply-and-safety',
  'eco',
  'house-limit',
  'schedule-and-prices',
  'car',
  'network',
  'security',
  'rfid',
  'mqtt',
  'emoncms',
  'ocpp',
  'display',
  'time',
  'maintenance',
];

/** Numbers that stand for something: they are chosen, not typed. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  divert_type: ['-1', '0', '1'],
  vehicle_data_src: ['0', '1', '2', '3'],
  service: ['0', '1', '2'],
  ocpp_security_profile: ['0', '1', '2', '3'],
};
/** Shown in another unit than they are kept in. */
const SCALED: Readonly<Record<string, { unit: string; factor: number }>> = { voltage: { unit: 'V', factor: 100 } };
/** What hardly anybody needs, behind a fold. */
const RARE = new Set([
  'server_secret',
  'tesla_created_at',
  'tesla_expires_in',
  'rfid_storage',
  'rfid_users',
  'rfid_salt',
  'emoncms_servers',
  'emoncms_fingerprint',
  'mqtt_announce_topic',
  'mqtt_discovery_prefix',
  'claims_lease_time',
  'pause_uses_disabled',
  'smart_charge_hours',
  'scale',
  'offset',
]);

/** What people come for; it stands first in its group, in this order. */
const FIRST: readonly string[] = [
  'max_current_soft',
  'max_current_hard',
  'default_state',
  'divert_enabled',
  'charge_mode',
  'current_shaper_enabled',
  'current_shaper_max_pwr',
  'smart_charge_rules',
  'vehicle_battery_capacity',
  'hostname',
  'rfid_enabled',
  'mqtt_enabled',
  'mqtt_server',
  'mqtt_port',
  'mqtt_protocol',
  'emoncms_enabled',
  'ocpp_enabled',
  'time_zone',
];

/** In the order in which people look for them. */
export function inOrder(all: readonly Described[]): Described[] {
  const place = ({ name }: Described): number => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  return all.toSorted((one, other) => place(one) - place(other));
}

export function isRare(name: string): boolean {
  return RARE.has(name);
}

export function isGroup(word: string | undefined): word is Group {
  return GROUPS.includes(word as Group);
}

/** What there is to choose from; null where it is typed. */
export function choicesOf(described: Described): readonly string[] | null {
  if (described.kind !== 'choice') return NAMED[described.name] ?? null;
  return hasNone(described) ? described.options.filter((option) => option !== '') : described.options;
}

/** It has two words for nothing; one is enough for people. */
function hasNone(described: Described): boolean {
  return described.options.includes('') && described.options.includes('none');
}

export function unitOf(described: Described): string {
  return SCALED[described.name]?.unit ?? described.unit;
}

function factorOf(described: Described): number {
  return SCALED[described.name]?.factor ?? 1;
}

/** A value as a field shows it; a secret is never shown. */
export function shown(described: Described, value: Value): boolean | string {
  if (described.kind === 'switch') return value === true;
  if (described.secret || value === null) return '';
  if (value === '' && hasNone(described)) return 'none';
  return typeof value === 'number' ? String(value / factorOf(described)) : String(value);
}

/** What a field means, to be sent. */
export function meant(described: Described, draft: boolean | string): boolean | number | string {
  if (typeof draft === 'boolean' || (described.kind !== 'integer' && described.kind !== 'number')) return draft;
  const value = Number(draft.trim().replace(',', '.')) * factorOf(described);
  return described.kind === 'integer' && factorOf(described) !== 1 ? Math.round(value) : value;
}

/** Why a draft cannot be right; null if it can. */
export function problemOf(described: Described, draft: boolean | string): Problem | null {
  if (typeof draft === 'boolean') return null;
  if (described.kind === 'integer' || described.kind === 'number') return numberProblem(described, draft);
  if (described.kind === 'choice') return null;
  const bytes = new TextEncoder().encode(draft).length;
  if (described.max_bytes !== null && bytes > described.max_bytes)
    return { key: 'too_long', values: { most: described.max_bytes } };
  if (described.pattern !== '' && !new RegExp(`^(?:${described.pattern})$`).test(draft))
    return { key: described.name === 'hostname' ? 'wrong_hostname' : 'wrong_pattern', values: {} };
  return null;
}

function numberProblem(described: Described, draft: string): Problem | null {
  const value = draft.trim() === '' ? NaN : Number(meant(described, draft));
  if (!Number.isFinite(value)) return { key: 'no_number', values: {} };
  if (described.kind === 'integer' && !Number.isInteger(value)) return { key: 'no_whole_number', values: {} };
  if (described.zero_allowed && value === 0) return null;
  const [least, most] = [described.minimum ?? -Infinity, described.maximum ?? Infinity];
  if (value >= least && value <= most) return null;
  const key = described.zero_allowed ? 'out_of_range_or_zero' : 'out_of_range';
  return { key, values: { least: least / factorOf(described), most: most / factorOf(described) } };
}

/** What was changed by these drafts and is to be sent. */
export function changes(
  all: readonly Described[],
  values: Readonly<Record<string, Value>>,
  drafts: Drafts,
): Record<string, boolean | number | string> {
  const sent: Record<string, boolean | number | string> = {};
  for (const described of all) {
    const draft = drafts[described.name];
    if (draft === undefined) continue;
    if (described.secret || draft !== shown(described, values[described.name] ?? null))
      sent[described.name] = meant(described, draft);
  }
  return sent;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
}

/** Whether all words of a search are somewhere in these texts; accents and capitals do not count. */
export function matches(search: string, texts: readonly string[]): boolean {
  const all = plain(texts.join(' '));
  return plain(search)
    .split(/\s+/)
    .every((part) => all.includes(part));
}
