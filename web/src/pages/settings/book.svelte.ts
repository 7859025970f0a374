/** The settings as this page has them: what the station says, what is being typed, and what it said to that. */
import { api, logIn, Refusal, taken, type Schemas } from '../../api/client';
import { t, word } from '../../i18n/index.svelte';
import { inWords, notices } from '../../state/notices.svelte';
import { station } from '../../state/station.svelte';
import { changes, inOrder, problemOf, shown, type Described, type Drafts, type Group, type Value } from './settings';

/** The one setting that can never be taken back. */
export const FOR_GOOD = 'max_current_hard';

export class Book {
  described = $state.raw<readonly Described[]>([]);
  values = $state.raw<Readonly<Record<string, Value>>>({});
  secrets = $state.raw<Readonly<Record<string, boolean>>>({});
  drafts = $state.raw<Drafts>({});
  /** What the station refused, by name, until that is typed anew. */
  refused = $state.raw<Readonly<Record<string, string>>>({});
  certificates = $state.raw<readonly Schemas['KeptCertificateDocument'][]>([]);
  busy = $state(false);

  readonly loaded = $derived(this.described.length > 0);

  async load(): Promise<void> {
    const [described, told] = await Promise.all([
      this.described.length > 0 ? this.described : taken(api.GET('/api/v1/settings/description')),
      taken(api.GET('/api/v1/settings')),
    ]);
    this.values = told.values as Record<string, Value>;
    this.secrets = told.set;
    this.described = described;
  }

  async loadCertificates(): Promise<void> {
    this.certificates = await taken(api.GET('/api/v1/certificates'));
  }

  of(group: Group): Described[] {
    return inOrder(this.described.filter((described) => described.group === group));
  }

  draft(described: Described): boolean | string {
    return this.drafts[described.name] ?? shown(described, this.values[described.name] ?? null);
  }

  type(name: string, draft: boolean | string): void {
    this.drafts = { ...this.drafts, [name]: draft };
    this.refused = { ...this.refused, [name]: '' };
  }

  /** Take back what was typed for these. */
  discard(names: readonly string[]): void {
    this.drafts = Object.fromEntries(Object.entries(this.drafts).filter(([name]) => !names.includes(name)));
    this.refused = Object.fromEntries(Object.entries(this.refused).filter(([name]) => !names.includes(name)));
  }

  problem(described: Described): string {
    const draft = this.drafts[described.name];
    const found = draft === undefined ? null : problemOf(described, draft);
    if (found !== null) return word('settings', found.key, found.values) ?? '';
    return this.refused[described.name] ?? '';
  }

  changed(group: Group): Record<string, boolean | number | string> {
    return changes(this.of(group), this.values, this.drafts);
  }

  /** Have the station take what was changed in a group; tells whether it did. */
  async save(group: Group): Promise<boolean> {
    const changed = this.changed(group);
    this.busy = true;
    try {
      const query = FOR_GOOD in changed ? { confirm: FOR_GOOD } : {};
      await taken(api.PATCH('/api/v1/settings', { params: { query }, body: changed }));
      this.discard(Object.keys(changed));
      await this.#stayIn(changed);
      await this.load();
      notices.tell(t('app.saved'));
      return true;
    } catch (error) {
      const field = error instanceof Refusal ? error.field : null;
      if (field !== null && field in changed) this.refused = { ...this.refused, [field]: inWords(error) };
      else notices.fail(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** A new name or password logs everybody out; who has just chosen it need not type it again. */
  async #stayIn(changed: Readonly<Record<string, unknown>>): Promise<void> {
    const pass = changed['www_password'];
    if (typeof pass !== 'string' || pass === '') return;
    const user = String(changed['www_username'] ?? this.values['www_username'] ?? '');
    if ((await logIn(user === '' ? 'openevseadmin' : user, pass, false)) === 'ok') station.start();
  }
}
