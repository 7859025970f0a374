/** What the station says about installations, in the reader's language; its own English where there is no translation. */
import { amps, volts } from '../../i18n/format';
import { i18n, t, word } from '../../i18n/index.svelte';
import { reasonOf, type Advice, type Answers, type Supply } from './first_run';

export function supplyName(supply: Supply): string {
  if (supply.plug_a === null) return supply.phases === 1 ? t('setup.hardwired') : t('setup.hardwired_three');
  return word('setup', `supply_${supply.name}`) ?? supply.description;
}

/** Its voltage, and that it has three phases. */
export function supplyMore(supply: Supply): string {
  return supply.phases === 1 ? volts(supply.voltage_v) : `${volts(supply.voltage_v)}, ${t('setup.three_phases')}`;
}

/** Why a step allows what it does. */
export function reasonWords(step: Advice['steps'][number], answers: Answers, supply: Supply): string {
  const { key, rated_a, size_mm2 } = reasonOf(step, answers, supply);
  const values = {
    name: supplyName(supply),
    rated: amps(rated_a),
    current: amps(step.current_a),
    size: new Intl.NumberFormat(i18n.locale).format(size_mm2),
  };
  return word('setup', key, values) ?? step.reason;
}

export function warningWords(warning: Advice['warnings'][number]): string {
  return word('setup', `warning_${warning.key}`) ?? warning.text;
}
