/** Which page is open: the part of the address after `#/`, so that the station serves one file for all of them. */

export const PAGES = ['home', 'plan', 'energy', 'history', 'scope', 'bench', 'panel', 'settings', 'setup'] as const;
export type Page = (typeof PAGES)[number];

function parsed(hash: string): { page: Page; rest: string[] } {
  const [first = '', ...rest] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .map((part) => decodeURIComponent(part));
  return PAGES.includes(first as Page) ? { page: first as Page, rest } : { page: 'home', rest: [] };
}

class Route {
  #now = $state.raw(parsed(location.hash));

  constructor() {
    addEventListener('hashchange', () => (this.#now = parsed(location.hash)));
  }

  get page(): Page {
    return this.#now.page;
  }

  /** What follows the page in the address, such as the group of settings that is open. */
  get rest(): readonly string[] {
    return this.#now.rest;
  }

  go(page: Page, ...rest: string[]): void {
    location.hash = href(page, ...rest);
  }
}

export function href(page: Page, ...rest: string[]): string {
  return `#/${[page, ...rest].map(encodeURIComponent).join('/')}`;
}

export const route = new Route();
