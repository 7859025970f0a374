/** Dark, light, or as the system has it. `public/theme.js` applies the choice before anything is drawn. */

export const LOOKS = ['system', 'light', 'dark'] as const;
export type Look = (typeof LOOKS)[number];
const KEPT = 'pilotwire.look';

function kept(): Look {
  try {
    const look = localStorage.getItem(KEPT);
    return look === 'dark' || look === 'light' ? look : 'system';
  } catch {
    return 'system';
  }
}

class LookState {
  #look = $state<Look>(kept());
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  #systemDark = $state(this.#dark.matches);

  constructor() {
    this.#dark.addEventListener('change', (event) => (this.#systemDark = event.matches));
  }

  get look(): Look {
    return this.#look;
  }

  set look(look: Look) {
    this.#look = look;
    if (look === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = look;
    try {
      if (look === 'system') localStorage.removeItem(KEPT);
      else localStorage.setItem(KEPT, look);
    } catch {
      // It holds as long as this page is open.
    }
  }

  get dark(): boolean {
    return this.#look === 'system' ? this.#systemDark : this.#look === 'dark';
  }
}

export const look = new LookState();
