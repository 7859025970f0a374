/** Short messages about what was just done, or did not work; they go away by themselves. */
import { Refusal, Unreachable } from '../api/client';
import { t } from '../i18n/index.svelte';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly bad: boolean;
}

const GOOD_MS = 3_000;
const BAD_MS = 9_000;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 1;

  tell(text: string): void {
    this.#add(text, false);
  }

  /** What went wrong, in the station's words where it gave any. */
  fail(error: unknown): void {
    this.#add(inWords(error), true);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  /** Do something that asks the station; says so if it fails. Tells whether it worked. */
  async attempt(act: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
      await act();
    } catch (error) {
      this.fail(error);
      return false;
    }
    if (done !== undefined) this.tell(done);
    return true;
  }

  #add(text: string, bad: boolean): void {
    const id = this.#next++;
    this.list = [...this.list.slice(-3), { id, text, bad }];
    setTimeout(() => this.dismiss(id), bad ? BAD_MS : GOOD_MS);
  }
}

/** An error as a person reads it. */
export function inWords(error: unknown): string {
  if (error instanceof Unreachable) return t('app.unreachable');
  if (error instanceof Refusal) return error.message;
  throw error;
}

export const notices = new Notices();
