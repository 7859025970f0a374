/** The first run under way: what has been answered, what the station says to it, and having it set. */
import { api, logIn, Refusal, taken, type Schemas } from '../../api/client';
import { i18n, word } from '../../i18n/index.svelte';
import { inWords, notices } from '../../state/notices.svelte';
import { station } from '../../state/station.svelte';
import {
  answered,
  bodyOf,
  isAnswered,
  keep,
  kept,
  likelyRegion,
  stepAfter,
  stepOf,
  stepsFor,
  supplyOf,
  type Advice,
  type Answers,
  type Progress,
  type Step,
} from './first_run';

export const LEAST_LENGTH = 8;
const HARDWARE_MAXIMUM = 'max_current_hard';
type Setting = string | number | boolean;

export class Wizard {
  progress = $state.raw<Progress>(kept(localStorage));
  commissioning = $state.raw<Schemas['CommissioningDocument'] | null>(null);
  advice = $state.raw<Advice | null>(null);
  /** The settings as the station has them, and what is typed over them. */
  values = $state.raw<Readonly<Record<string, Setting | null>>>({});
  secrets = $state.raw<Readonly<Record<string, boolean>>>({});
  typed = $state.raw<Readonly<Record<string, string>>>({});
  lock = $state(false);
  /** The station sees to its network. */
  managed = $state(false);
  /** What is wrong, next to the field of that name; the empty name is the whole step. */
  problem = $state.raw<{ field: string; words: string } | null>(null);
  busy = $state(false);

  readonly step = $derived(this.progress.step);
  readonly answers = $derived(this.progress.answers);
  readonly steps = $derived(stepsFor(this.answers, this.managed));
  readonly supply = $derived(
    this.commissioning === null ? null : supplyOf(this.commissioning.choices, this.progress.answers),
  );
  readonly ready = $derived(isAnswered(this.step, this.answers, this.supply) && this.#hasService());

  async load(): Promise<void> {
    const [commissioning, settings, network] = await Promise.all([
      taken(api.GET('/api/v1/commissioning')),
      taken(api.GET('/api/v1/settings')),
      taken(api.GET('/api/v1/network')),
    ]);
    this.values = settings.values as Record<string, Setting | null>;
    this.secrets = settings.set;
    this.managed = network.managed;
    this.commissioning = commissioning;
    if (Object.keys(this.answers).length === 0) this.#begin(commissioning.done);
    // Kept from when it did, or did not.
    if (!this.steps.includes(this.step)) this.#go({ step: this.#first(), answers: this.answers });
    if (this.step === 'result') await this.#advise();
  }

  answer(more: Answers): void {
    this.problem = null;
    this.#go({ step: this.step, answers: answered(this.answers, more) });
  }

  type(name: string, text: string): void {
    this.problem = null;
    this.typed = { ...this.typed, [name]: text };
  }

  /** What a field shows: what was typed, or what the station has. */
  text(name: string): string {
    return this.typed[name] ?? String(this.values[name] ?? '');
  }

  back(): void {
    this.problem = null;
    this.#go({ ...this.progress, step: stepAfter(this.progress, -1, this.managed) });
    if (this.step === 'result') void this.#advise();
  }

  /** On to the next question, without anything being set. */
  async skip(): Promise<void> {
    this.problem = null;
    this.#go({ ...this.progress, step: stepAfter(this.progress, 1, this.managed) });
    if (this.step === 'result') await this.#advise();
  }

  /** Have the station take what this step is about, and go on. */
  async next(): Promise<void> {
    if (this.busy || !this.ready) return;
    this.busy = true;
    this.problem = null;
    try {
      await this.#set();
      await this.skip();
    } catch (error) {
      this.problem = { field: (error instanceof Refusal && error.field) || '', words: inWords(error) };
    } finally {
      this.busy = false;
    }
  }

  /** The first run is over. */
  async finish(): Promise<boolean> {
    return notices.attempt(async () => {
      await this.#patch({ wizard_passed: true });
      this.#go({ step: this.#first(), answers: this.answers });
    });
  }

  /** A service is only set up with what it cannot do without. */
  #hasService(): boolean {
    if (this.step === 'mqtt') return this.text('mqtt_server').trim() !== '';
    if (this.step !== 'emoncms') return true;
    const key = this.typed['emoncms_apikey'] ?? '';
    return this.text('emoncms_server').trim() !== '' && (key !== '' || (this.secrets['emoncms_apikey'] ?? false));
  }

  #begin(done: Schemas['CommissionedDocument'] | null): void {
    const region = likelyRegion(i18n.locale);
    // Set at the controller's own menu, it comes without answers.
    const step = this.#first();
    if (done?.answers != null) this.#go({ step, answers: done.answers });
    else this.#go({ step, answers: region === null ? {} : { region } });
  }

  #first(): Step {
    return this.steps[0] ?? 'region';
  }

  #go(progress: Progress): void {
    this.progress = progress;
    keep(localStorage, progress);
  }

  async #advise(): Promise<void> {
    const body = bodyOf(this.answers);
    this.advice = null;
    if (body === null) return this.#go({ ...this.progress, step: 'region' });
    try {
      this.advice = await taken(api.POST('/api/v1/commissioning/advice', { body }));
    } catch (error) {
      const step = error instanceof Refusal ? stepOf(error.field) : null;
      if (step === null) return notices.fail(error);
      this.#go({ ...this.progress, step });
      this.problem = { field: '', words: inWords(error) };
    }
  }

  async #set(): Promise<void> {
    const work: Partial<Record<Step, () => Promise<void>>> = {
      result: () => this.#commission(),
      password: () => this.#setPassword(),
      name: () => this.#patch({ hostname: this.text('hostname') }),
      time: () => this.#patch({ time_zone: this.text('time_zone') }),
      mqtt: () => this.#patch({ ...this.#typedOf('mqtt_'), mqtt_enabled: true }),
      emoncms: () => this.#patch({ ...this.#typedOf('emoncms_'), emoncms_enabled: true }),
    };
    await work[this.step]?.();
  }

  /** What was typed of a service, ready to be set or tried. */
  #typedOf(start: string): Record<string, Setting> {
    const entries = Object.entries(this.typed).filter(([name]) => name.startsWith(start));
    return Object.fromEntries(entries.map(([name, text]) => [name, name === 'mqtt_port' ? Number(text) : text]));
  }

  serviceSettings(service: 'mqtt' | 'emoncms'): Record<string, Setting> {
    return this.#typedOf(`${service}_`);
  }

  async #commission(): Promise<void> {
    const answers = bodyOf(this.answers);
    if (answers === null) return;
    const lock = this.lock ? { lock_wiring: true, confirm: HARDWARE_MAXIMUM } : {};
    this.commissioning = await taken(api.POST('/api/v1/commissioning', { body: { ...answers, ...lock } }));
    this.lock = false;
  }

  async #setPassword(): Promise<void> {
    const pass = this.typed['www_password'] ?? '';
    if (pass.length < LEAST_LENGTH) {
      const reason = word('app', 'claim_short', { n: LEAST_LENGTH }) ?? '';
      throw new Refusal(400, reason, 'www_password');
    }
    const user = this.text('www_username') || 'openevseadmin';
    await taken(api.PATCH('/api/v1/settings', { body: { www_username: user, www_password: pass } }));
    this.typed = { ...this.typed, www_password: '' };
    // From now on everybody has to log in; who has just chosen the password need not.
    if ((await logIn(user, pass, false)) === 'ok') station.start();
    this.secrets = { ...this.secrets, www_password: true };
  }

  async #patch(body: Record<string, Setting>): Promise<void> {
    const told = await taken(api.PATCH('/api/v1/settings', { body }));
    this.values = { ...this.values, ...(told.values as Record<string, Setting | null>) };
  }
}
