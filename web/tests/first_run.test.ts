import { describe, expect, it } from 'vitest';
import {
  answered,
  BEGINNING,
  bodyOf,
  bound,
  isAnswered,
  keep,
  kept,
  likelyRegion,
  reasonOf,
  stepAfter,
  stepOf,
  stepsFor,
  type Advice,
  type Supply,
} from '../src/pages/setup/first_run';

const SOCKET = { name: 'bs1363', plug_a: 13, phases: 1 } as Supply;
const WIRED = { name: 'hardwired-us', plug_a: null, phases: 1 } as Supply;

describe('the questions', () => {
  it('depend on the region', () => {
    expect(stepsFor({ region: 'united-kingdom' })).toContain('earthing');
    expect(stepsFor({ region: 'europe' })).not.toContain('earthing');
    expect(stepsFor({ region: 'north-america' })).not.toContain('protection');
  });

  it('begin with the network where the station sees to it', () => {
    expect(stepsFor({}, true)[0]).toBe('network');
    expect(stepsFor({})[0]).toBe('region');
    expect(stepAfter({ step: 'network', answers: {} }, 1, true)).toBe('region');
    expect(stepAfter({ step: 'region', answers: {} }, -1, true)).toBe('network');
  });

  it('follow each other forth and back, and end at the ends', () => {
    const american = { region: 'north-america' } as const;
    expect(stepAfter({ step: 'conductor', answers: american }, 1)).toBe('cable');
    expect(stepAfter({ step: 'cable', answers: american }, -1)).toBe('conductor');
    expect(stepAfter({ step: 'region', answers: {} }, -1)).toBe('region');
    expect(stepAfter({ step: 'done', answers: {} }, 1)).toBe('done');
  });

  it('have to be answered where nothing can be assumed', () => {
    expect(isAnswered('region', {}, null)).toBe(false);
    expect(isAnswered('breaker', {}, WIRED)).toBe(false);
    expect(isAnswered('breaker', { breaker_a: 32 }, WIRED)).toBe(true);
    expect(isAnswered('breaker', {}, SOCKET)).toBe(true);
  });

  it('are found again by the answer that was refused', () => {
    expect(stepOf('cross_section_mm2')).toBe('conductor');
    expect(stepOf('current_a')).toBeNull();
  });
});

describe('answers', () => {
  it('of another region are forgotten, of the same one kept', () => {
    const answers = { region: 'europe', supply: 'schuko', breaker_a: 16 } as const;
    expect(answered(answers, { region: 'united-kingdom' })).toEqual({ region: 'united-kingdom' });
    expect(answered(answers, { region: 'europe' })).toEqual(answers);
    expect(bodyOf({ region: 'europe' })).toBeNull();
  });

  it('survive a reload, and rubbish is as good as nothing', () => {
    const shelf = new Map<string, string>();
    const storage = {
      getItem: (key: string) => shelf.get(key) ?? null,
      setItem: (key: string, value: string) => void shelf.set(key, value),
    };
    expect(kept(storage)).toEqual(BEGINNING);
    const progress = { step: 'cable', answers: { region: 'europe' } } as const;
    keep(storage, progress);
    expect(kept(storage)).toEqual(progress);
    for (const rubbish of ['{', '1', '{"step":"nowhere","answers":{}}', '{"step":"cable","answers":null}']) {
      shelf.set([...shelf.keys()][0] ?? '', rubbish);
      expect(kept(storage)).toEqual(BEGINNING);
    }
  });
});

describe('the reason', () => {
  it.each([
    [{ step: 'supply', current_a: 10, reason: '' }, {}, SOCKET, 'why_supply_less'],
    [{ step: 'supply', current_a: 13, reason: '' }, {}, SOCKET, 'why_supply_full'],
    [
      { step: 'breaker', current_a: 16, reason: '' },
      { breaker_a: 20, region: 'north-america' },
      WIRED,
      'why_breaker_share',
    ],
    [{ step: 'breaker', current_a: 80, reason: '' }, { breaker_a: 100 }, WIRED, 'why_breaker_less'],
    [{ step: 'conductor', current_a: 23, reason: '' }, { cross_section_mm2: 2.5 }, SOCKET, 'why_conductor_size'],
    [{ step: 'cable', current_a: 20, reason: '' }, { cable_a: 20 }, SOCKET, 'why_cable'],
  ] as const)('of %o with %o', (step, answers, supply, key) => {
    expect(reasonOf(step, answers, supply).key).toBe(key);
  });

  it('that counts is the first that allows no more', () => {
    const steps = [
      { step: 'supply', current_a: 32, reason: '' },
      { step: 'cable', current_a: 20, reason: '' },
    ] as const;
    expect(bound({ current_a: 20, steps } as unknown as Advice)?.step).toBe('cable');
  });
});

it.each([
  ['en-GB', 'united-kingdom'],
  ['en-US', 'north-america'],
  ['de-AT', 'europe'],
  ['de', null],
])('the browser’s %s suggests %s', (locale, region) => {
  expect(likelyRegion(locale)).toBe(region);
});
