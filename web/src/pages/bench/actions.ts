/** What people do at the bench, told to the station. What comes of it is pushed; a refusal is shown. */
import { changeBench, plugIn, powerCycle, recordBench, type BenchChange } from '../../state/board_requests';
import { notices } from '../../state/notices.svelte';

export const change = (what: BenchChange): Promise<boolean> => notices.attempt(() => changeBench(what));
/** Plug in (this car, or the one from before) or unplug. */
export const plug = (plugged: boolean, car?: string): Promise<boolean> => notices.attempt(() => plugIn(plugged, car));
export const cutPower = (done: string): Promise<boolean> => notices.attempt(() => powerCycle(), done);
export const record = (on: boolean): Promise<boolean> => notices.attempt(() => recordBench(on));
