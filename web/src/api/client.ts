/**
 * Requests to the station's API. Paths, bodies and answers are typed by the station's own description of them.
 * What is pushed comes through `live.ts`.
 */
import createClient from 'openapi-fetch';
import type { components, paths } from './schema';

export type Schemas = components['schemas'];

/** The station refused; `message` is its reason in words, `field` the part of the request it is about. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly status: number,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

/** The station did not answer at all. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** No other page can make a browser send this header, so the station takes it as meant. */
export const BY_APP = { 'X-Requested-With': 'OpenEVSE' };

type Result<T> = { data?: T; error?: unknown; response: Response };

export const api = createClient<paths>({
  baseUrl: '/',
  headers: BY_APP,
  credentials: 'same-origin',
  // Looked up anew each time, so that tests can put theirs in its place.
  fetch: (request) => globalThis.fetch(request),
});

/** What a request brought; what went wrong is thrown as `Refusal` or `Unreachable`. */
export async function taken<T>(asked: Promise<Result<T>>): Promise<T> {
  let result: Result<T>;
  try {
    result = await asked;
  } catch (error) {
    throw new Unreachable('The station does not answer.', { cause: error });
  }
  if (!result.response.ok) throw refusalOf(result.response.status, result.error);
  return result.data as T;
}

/** The station's refusal, from whatever it answered with. */
export function refusalOf(status: number, body: unknown): Refusal {
  const told = (body as { error?: { reason?: unknown; field?: unknown } } | undefined)?.error;
  const reason = typeof told?.reason === 'string' ? told.reason : `HTTP ${status}`;
  return new Refusal(status, reason, typeof told?.field === 'string' && told.field !== '' ? told.field : null);
}

/** The answer to a request whose body or answer is no JSON; refusals and silence are thrown as `taken` does. */
export async function answered(path: string, request: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await globalThis.fetch(path, { ...request, headers: { ...BY_APP, ...request.headers } });
  } catch (error) {
    throw new Unreachable('The station does not answer.', { cause: error });
  }
  if (!answer.ok) throw refusalOf(answer.status, await answer.json().catch(() => undefined));
  return answer;
}

/** Put a file there; what the station says about it. */
export async function uploaded<T>(path: string, file: Blob): Promise<T> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return (await (await answered(path, { method: 'PUT', headers, body: file })).json()) as T;
}

export type LoginResult = 'ok' | 'wrong' | 'locked' | 'unreachable';

/** Trade a password for a cookie. */
export async function logIn(user: string, pass: string, remember: boolean): Promise<LoginResult> {
  try {
    const now = Math.floor(Date.now() / 1000);
    const body = JSON.stringify({ user, pass, remember, now });
    const headers = { ...BY_APP, 'Content-Type': 'application/json' };
    const answer = await globalThis.fetch('/login', { method: 'POST', headers, body });
    return answer.ok ? 'ok' : answer.status === 429 ? 'locked' : 'wrong';
  } catch {
    return 'unreachable';
  }
}

/** Give the cookie back. */
export async function logOut(): Promise<void> {
  await globalThis.fetch('/logout', { method: 'POST', headers: BY_APP });
}

/** Set the station's first password with the code that it shows; null if it worked, status 0 if nobody answered. */
export async function setFirstPassword(code: string, pass: string): Promise<{ status: number; reason: string } | null> {
  try {
    const headers = { ...BY_APP, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ code, pass });
    const answer = await globalThis.fetch('/first-password', { method: 'POST', headers, body });
    return answer.ok ? null : { status: answer.status, reason: ((await answer.json()) as { msg: string }).msg };
  } catch {
    return { status: 0, reason: '' };
  }
}
