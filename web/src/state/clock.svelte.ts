/** The present for what is shown relative to it ("3 minutes ago"): one timer for the whole page. */
import { createSubscriber } from 'svelte/reactivity';
import { station } from './station.svelte';

class Clock {
  #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, 1_000);
    return () => clearInterval(timer);
  });

  /** By the station's clock (ms since the epoch); read in an effect or a page it ticks every second. */
  get now(): number {
    this.#subscribe();
    return station.now();
  }
}

export const clock = new Clock();
