/**
 * The language of the page: messages from `src/messages/<language>/<area>.json`, numbers and dates as the language
 * writes them. English is built in; another language is one more file to load. Texts have places for values in braces;
 * a text with a count has forms by plural category: `{"one": "{n} car", "other": "{n} cars"}`.
 */
import english from '../messages/en';

export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  nl: 'Nederlands',
  it: 'Italiano',
} as const;
export type Language = keyof typeof LANGUAGES;

type Plural = { other: string; one?: string; many?: string };
type Message = string | Plural;
export type Messages = { [area: string]: { [key: string]: Message } };
type English = typeof english;
/** Every message by area and name: `home.title`. */
export type Key = { [Area in keyof English & string]: `${Area}.${keyof English[Area] & string}` }[keyof English &
  string];
export type Values = Record<string, string | number>;

const LOADERS: Record<Exclude<Language, 'en'>, () => Promise<{ default: Messages }>> = {
  de: () => import('../messages/de'),
  fr: () => import('../messages/fr'),
  es: () => import('../messages/es'),
  nl: () => import('../messages/nl'),
  it: () => import('../messages/it'),
};
const KEPT = 'pilotwire.language';

export function isLanguage(word: unknown): word is Language {
  return typeof word === 'string' && word in LANGUAGES;
}

/** The first of what the reader's browser asks for that there is; English if none. */
export function preferred(wishes: readonly string[]): Language {
  return wishes.map((wish) => wish.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

class I18n {
  #language = $state<Language>('en');
  #messages = $state.raw<Messages>(english);

  get language(): Language {
    return this.#language;
  }

  /** How numbers and dates are written: as the reader's country does, where the browser says which. */
  get locale(): string {
    const own = navigator.languages.find((wish) => wish.slice(0, 2).toLowerCase() === this.#language);
    return own ?? (this.#language === 'en' ? 'en-GB' : this.#language);
  }

  /** Speak the language chosen last, or the browser's. */
  async start(): Promise<void> {
    let chosen: string | null = null;
    try {
      chosen = localStorage.getItem(KEPT);
    } catch {
      // Without storage the browser's language it is.
    }
    await this.#load(isLanguage(chosen) ? chosen : preferred(navigator.languages));
  }

  /** Speak this language from now on, and the next time too. */
  async use(language: Language): Promise<void> {
    await this.#load(language);
    try {
      localStorage.setItem(KEPT, language);
    } catch {
      // It holds as long as this page is open.
    }
  }

  async #load(language: Language): Promise<void> {
    this.#messages = language === 'en' ? english : (await LOADERS[language]()).default;
    this.#language = language;
    document.documentElement.lang = language;
  }

  /** A message; `n` among the values chooses the plural form. What has no translation is said in English. */
  text(area: string, name: string, values: Values = {}): string | null {
    const message = this.#messages[area]?.[name] ?? (english as Messages)[area]?.[name];
    return message === undefined ? null : filled(chosen(message, values, this.#language), values, this.locale);
  }
}

function chosen(message: Message, values: Values, language: Language): string {
  if (typeof message === 'string') return message;
  const form = new Intl.PluralRules(language).select(Number(values['n'] ?? 0));
  return (message as Record<string, string>)[form] ?? message.other;
}

function filled(text: string, values: Values, locale: string): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined
      ? place
      : typeof value === 'number'
        ? new Intl.NumberFormat(locale).format(value)
        : value;
  });
}

export const i18n = new I18n();

/** The message in the reader's language. */
export function t(key: Key, values: Values = {}): string {
  const dot = key.indexOf('.');
  return i18n.text(key.slice(0, dot), key.slice(dot + 1), values) ?? key;
}

/** The message for a word of the station's (a state, a client), or null if there is none. */
export function word(area: string, name: string, values: Values = {}): string | null {
  return i18n.text(area, name, values);
}
