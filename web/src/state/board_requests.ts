/** What people do at the front of the controller and at the bench, told to the station. */
import { BY_APP, Unreachable, refusalOf } from '../api/client';

export interface BenchChange {
  soc_pct?: number;
  charge_wanted?: boolean;
  cable?: string;
  supply?: string;
  speed?: number;
  ambient_c?: number;
  faults?: Record<string, boolean>;
}

export const pressButton = (held_ms: number): Promise<void> => ask('POST', 'board/button', { held_ms });
export const changeBench = (change: BenchChange): Promise<void> => ask('PATCH', 'bench', change);
export const plugIn = (plugged: boolean, car?: string): Promise<void> =>
  ask('POST', 'bench/plug', car === undefined ? { plugged } : { plugged, car });
export const powerCycle = (): Promise<void> => ask('POST', 'bench/power-cycle');
export const recordBench = (on: boolean): Promise<void> => ask('POST', 'bench/recording', { on });

/** Where the browser gets the recording from. */
export const RECORDING = '/api/v1/bench/recording';

/** What goes wrong is thrown as `Refusal` or `Unreachable`. */
async function ask(method: string, path: string, body?: unknown): Promise<void> {
  let answer: Response;
  try {
    answer = await globalThis.fetch(`/api/v1/${path}`, {
      method,
      headers: { ...BY_APP, 'Content-Type': 'application/json' },
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    throw new Unreachable('The station does not answer.', { cause: error });
  }
  if (!answer.ok) throw refusalOf(answer.status, await told(answer));
}

async function told(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch {
    return undefined;
  }
}
