/**
 * The front of the controller as this page knows it: control pilot, front panel and, where the controller is
 * simulated, the bench. Followed only while a page that shows it is open.
 */
import type { Schemas } from '../api/client';
import { follow } from '../api/live';

export type Board = Schemas['BoardDocument'];

class BoardState {
  board = $state.raw<Board | null>(null);
  live = $state(false);

  #followers = 0;
  #stop: (() => void) | null = null;

  /** Follow it from now on; call the function returned when it is not shown any more. */
  follow(): () => void {
    if (this.#followers++ === 0) this.#begin();
    return () => {
      if (--this.#followers === 0) {
        this.#stop?.();
        this.#stop = null;
        this.live = false;
      }
    };
  }

  #begin(): void {
    this.#stop = follow('/api/v1/board/events', {
      opened: () => undefined,
      ended: () => (this.live = false),
      heard: (name, data) => {
        this.live = true;
        if (name === 'board') this.board = data as Board;
        else if (this.board !== null) this.board = { ...this.board, [name]: data };
      },
    });
  }
}

export const board = new BoardState();
