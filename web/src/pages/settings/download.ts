/** Files the station makes when asked, handed to the browser to keep. */
import { answered } from '../../api/client';

/** Ask for a file and have the browser keep it, under the name the station gives it. */
export async function download(path: string, fallbackName: string, body: unknown): Promise<void> {
  const answer = await answered(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = nameIn(answer.headers.get('Content-Disposition')) ?? fallbackName;
  link.click();
  URL.revokeObjectURL(address);
}

/** The name of a file in the header that says it; null if that says none. */
export function nameIn(disposition: string | null): string | null {
  return /filename="([^"/\\]+)"/.exec(disposition ?? '')?.[1] ?? null;
}
