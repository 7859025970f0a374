/** The first run: which questions there are, in which order, and what the answers mean. Nothing is asked of anybody. */
import type { Schemas } from '../../api/client';

export type Answers = Partial<Schemas['AnswersBody']>;
export type Advice = Schemas['AdviceDocument'];
export type Choices = Schemas['ChoicesDocument'];
export type Supply = Schemas['SupplyChoiceDocument'];
export type Region = Schemas['RegionDocument']['name'];
type AdviceStep = Advice['steps'][number];

export const STEPS = [
  'network',
  'region',
  'supply',
  'breaker',
  'conductor',
  'protection',
  'earthing',
  'cable',
  'result',
  'password',
  'name',
  'time',
  'mqtt',
  'emoncms',
  'done',
] as const;
export type Step = (typeof STEPS)[number];

/** What is kept over a reload; never a password. */
export interface Progress {
  readonly step: Step;
  readonly answers: Answers;
}

export const BEGINNING: Progress = { step: 'region', answers: {} };
export const BREAKERS: Record<'america' | 'elsewhere', readonly number[]> = {
  america: [15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90, 100],
  elsewhere: [10, 13, 16, 20, 25, 32, 40, 50, 63, 80],
};
export const CONDUCTORS: readonly number[] = [15, 20, 25, 30, 40, 50, 55, 65, 75, 85, 100, 115];
export const CABLES: readonly number[] = [10, 13, 16, 20, 32, 40, 48, 63, 80];

/** The steps that these answers lead through; the network is asked about where the station sees to it. */
export function stepsFor(answers: Answers, managed = false): Step[] {
  const american = answers.region === 'north-america';
  return STEPS.filter(
    (step) =>
      (step !== 'network' || managed) &&
      (step !== 'earthing' || answers.region === 'united-kingdom') &&
      (step !== 'protection' || !american),
  );
}

export function stepAfter(progress: Progress, by: 1 | -1, managed = false): Step {
  const steps = stepsFor(progress.answers, managed);
  const at = steps.indexOf(progress.step) + by;
  return steps[Math.min(Math.max(at, 0), steps.length - 1)] ?? 'region';
}

/** Another answer; what it makes meaningless is forgotten. */
export function answered(answers: Answers, more: Answers): Answers {
  const changed = { ...answers, ...more };
  if (more.region === undefined || more.region === answers.region) return changed;
  return { region: more.region };
}

export function supplyOf(choices: Choices, answers: Answers): Supply | null {
  const region = choices.regions.find((one) => one.name === answers.region);
  return region?.supplies.find((one) => one.name === answers.supply) ?? null;
}

/** Whether enough has been answered to go on. */
export function isAnswered(step: Step, answers: Answers, supply: Supply | null): boolean {
  if (step === 'region') return answers.region !== undefined;
  if (step === 'supply') return supply !== null;
  if (step === 'breaker' && supply?.plug_a === null) return typeof answers.breaker_a === 'number';
  return true;
}

/** All answers, to be sent; null while there are not enough. */
export function bodyOf(answers: Answers): Schemas['AnswersBody'] | null {
  const { region, supply } = answers;
  return region === undefined || supply === undefined ? null : { ...answers, region, supply };
}

/** The question that a refused answer belongs to. */
export function stepOf(field: string | null): Step | null {
  const steps: Record<string, Step> = {
    region: 'region',
    supply: 'supply',
    breaker_a: 'breaker',
    conductor_a: 'conductor',
    cross_section_mm2: 'conductor',
    cable_a: 'cable',
    protection: 'protection',
    earthing: 'earthing',
  };
  return field === null ? null : (steps[field] ?? null);
}

/** What bounds the current: the first step that allows no more than is advised. */
export function bound(advice: Advice): AdviceStep | null {
  return advice.steps.find((step) => step.current_a === advice.current_a) ?? null;
}

/** Which sentence a step of the advice is, with its current and the rating (A) or size (mm²) it comes from. */
export function reasonOf(
  step: AdviceStep,
  answers: Answers,
  supply: Supply,
): { key: string; rated_a: number; size_mm2: number } {
  const rated_a =
    {
      supply: supply.plug_a,
      breaker: answers.breaker_a,
      conductor: answers.conductor_a,
      cable: answers.cable_a,
    }[step.step] ?? step.current_a;
  const size_mm2 = answers.cross_section_mm2 ?? 0;
  if (step.step === 'cable') return { key: 'why_cable', rated_a, size_mm2 };
  if (step.step === 'conductor' && size_mm2 > 0) return { key: 'why_conductor_size', rated_a, size_mm2 };
  const how = step.current_a >= rated_a ? 'full' : answers.region === 'north-america' ? 'share' : 'less';
  return { key: `why_${step.step}_${how}`, rated_a, size_mm2 };
}

const KEPT = 'pilotwire.first-run';

export function kept(storage: Pick<Storage, 'getItem'>): Progress {
  try {
    const told = JSON.parse(storage.getItem(KEPT) ?? 'null') as Progress | null;
    if (told !== null && STEPS.includes(told.step) && told.answers instanceof Object) return told;
  } catch {
    // What cannot be read is as good as nothing.
  }
  return BEGINNING;
}

export function keep(storage: Pick<Storage, 'setItem'>, progress: Progress): void {
  try {
    storage.setItem(KEPT, JSON.stringify({ step: progress.step, answers: progress.answers }));
  } catch {
    // It holds as long as this page is open.
  }
}

/** The region a browser's language suggests; null if it says no country. */
export function likelyRegion(locale: string): Region | null {
  const country = /-([A-Z]{2})\b/.exec(locale)?.[1];
  if (country === undefined) return null;
  return country === 'GB' ? 'united-kingdom' : ['US', 'CA', 'MX'].includes(country) ? 'north-america' : 'europe';
}
