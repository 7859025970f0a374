/** Windows told to the station: a window is two events, which are changed one after the other and taken back together. */
import { api, taken } from '../../api/client';
import { eventsOf, type EventBody, type Window } from './week';

async function put(id: number | null, body: EventBody): Promise<number> {
  if (id === null) return (await taken(api.POST('/api/v1/schedule', { body }))).id;
  await taken(api.PUT('/api/v1/schedule/{event_id}', { params: { path: { event_id: id } }, body }));
  return id;
}

async function drop(id: number): Promise<void> {
  await taken(api.DELETE('/api/v1/schedule/{event_id}', { params: { path: { event_id: id } } }));
}

/** Keep a window. The end goes first: a new beginning without one would charge for ever if the second request failed. */
export async function keepWindow(window: Window): Promise<void> {
  const { start, end } = eventsOf(window);
  let added: number | null = null;
  if (end !== null) {
    const id = await put(window.endId, end);
    if (window.endId === null) added = id;
  }
  try {
    await put(window.startId, start);
  } catch (error) {
    if (added !== null) await drop(added);
    throw error;
  }
  if (end === null && window.endId !== null) await drop(window.endId);
}

/** Take a window away: its beginning first. */
export async function dropWindow(window: Window): Promise<void> {
  if (window.startId !== null) await drop(window.startId);
  if (window.endId !== null) await drop(window.endId);
}
