/** One moment of the control pilot, now or then, with what it means in words. */
import { amps, pilotVolts, share } from '../../i18n/format';
import { t } from '../../i18n/index.svelte';
import type { Pilot, Transition } from '../../state/board.svelte';
import { offeredA } from './waveform';

export interface Moment extends Omit<Transition, 'why'> {
  readonly offered_a: number | null;
  /** Why it came to be; empty for the present. */
  readonly why: string;
}

export function present(pilot: Pilot): Moment {
  return { ...pilot, why: pilot.transitions.at(-1)?.why ?? '' };
}

export function past(transition: Transition): Moment {
  return { ...transition, offered_a: transition.drive === 'pwm' ? offeredA(transition.duty_pct) : null };
}

/** Everything the screen shows, as sentences. */
export function described(moment: Moment): string[] {
  const duty = share(moment.duty_pct);
  const said = [t(`scope.drive_${moment.drive}`, { duty, volts: pilotVolts(moment.high_mv) })];
  if (moment.offered_a !== null) said.push(t('scope.offers', { amps: amps(moment.offered_a) }));
  if (moment.drive === 'pwm' && moment.high_mv !== null && moment.low_mv !== null)
    said.push(t('scope.levels', { high: pilotVolts(moment.high_mv), low: pilotVolts(moment.low_mv) }));
  said.push(
    t('scope.state_is', { letter: moment.state === 'unknown' ? '?' : moment.state, means: means(moment.state) }),
  );
  said.push(t(`scope.contactor_${contactorOf(moment)}_long`));
  return said;
}

export function means(letter: Moment['state']): string {
  return t(`scope.means_${letter}`);
}

export function contactorOf(moment: Pick<Moment, 'contactor_closed'>): 'closed' | 'open' | 'unknown' {
  return moment.contactor_closed === null ? 'unknown' : moment.contactor_closed ? 'closed' : 'open';
}
