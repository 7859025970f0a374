/** Names, help and choices of settings in the reader's language; the station's own description where there is none. */
import { word } from '../../i18n/index.svelte';
import type { Described, Group } from './settings';

export function groupName(group: Group): string {
  return word('settings', `group_${group}`) ?? group;
}

export function groupHelp(group: Group): string {
  return word('settings', `group_${group}_help`) ?? '';
}

export function settingName(described: Described): string {
  return word('settings', `name_${described.name}`) ?? described.description;
}

/** What it means, and when a change of it counts if that is not at once. */
export function settingHelp(described: Described): string {
  const help = word('settings', `help_${described.name}`) ?? `${described.description}.`;
  const effect = described.effect === 'restart' ? word('settings', 'effect_restart') : null;
  const hardware = described.hardware === null ? null : word('settings', `hardware_${described.hardware}`);
  return [help, effect, hardware].filter((text) => text !== null && text !== '').join(' ');
}

export function choiceName(described: Described, choice: string): string {
  return (
    word('settings', `choice_${described.name}_${choice}`) ??
    (choice === '' ? (word('settings', 'none') ?? '') : choice)
  );
}
