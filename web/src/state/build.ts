/** Whether this page is the one the station serves today. An old page against a newer station reloads itself, once. */

const MARK = 'pilotwire.reloaded-for';

/** Which build this page is; empty in development. */
export function ownBuild(): string {
  const build = document.documentElement.dataset['build'] ?? '';
  return build.startsWith('%') ? '' : build;
}

/** Load the newer page if the station has one, and only once for each newer page. */
export async function reloadIfOutdated(reload: () => void = () => location.reload()): Promise<void> {
  const mine = ownBuild();
  if (mine === '') return;
  const theirs = await servedBuild();
  if (theirs === '' || theirs === mine || sessionStorage.getItem(MARK) === theirs) return;
  sessionStorage.setItem(MARK, theirs);
  reload();
}

async function servedBuild(): Promise<string> {
  try {
    const answer = await globalThis.fetch('/build.json', { cache: 'no-store' });
    return answer.ok ? ((await answer.json()) as { id: string }).id : '';
  } catch {
    return '';
  }
}
