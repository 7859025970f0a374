/** Windows told to the station. A window is two events; all events are told at once, so that nothing is left half done. */
import { api, taken, type Schemas } from '../../api/client';
import { eventsOf, type Event, type EventBody, type Window } from './week';

type Listed = Schemas['ListedEventBody'];

/** All events with this window in the place of its old self. */
export function withWindow(events: readonly Event[], window: Window): Listed[] {
  const { start, end } = eventsOf(window);
  const kept = withoutWindow(events, window);
  const endLimit = events.find((event) => event.id === window.endId)?.limit ?? null;
  const own = (body: EventBody, id: number | null): Listed => (id === null ? body : { ...body, id });
  return [
    ...kept,
    own(start, window.startId),
    ...(end === null ? [] : [own({ ...end, limit: endLimit }, window.endId)]),
  ];
}

/** All events but those of this window. */
export function withoutWindow(events: readonly Event[], window: Window): Listed[] {
  return events.filter((event) => event.id !== window.startId && event.id !== window.endId);
}

async function put(change: (events: readonly Event[]) => Listed[]): Promise<void> {
  const events = await taken(api.GET('/api/v1/schedule'));
  await taken(api.PUT('/api/v1/schedule', { body: change(events) }));
}

export const keepWindow = (window: Window): Promise<void> => put((events) => withWindow(events, window));
export const dropEvent = (id: number): Promise<void> => put((events) => events.filter((event) => event.id !== id));
export const dropWindow = (window: Window): Promise<void> => put((events) => withoutWindow(events, window));
