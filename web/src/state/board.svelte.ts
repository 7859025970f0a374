/**
 * The front of the controller as this page knows it: control pilot, front panel and, where the controller is
 * simulated, the bench. Followed only while a page that shows it is open.
 */
import { follow } from '../api/live';

export type PilotLetter = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'unknown';
export interface Transition {
  at: string;
  drive: 'high' | 'pwm' | 'low' | 'unknown';
  duty_pct: number | null;
  high_mv: number | null;
  low_mv: number | null;
  state: PilotLetter;
  contactor_closed: boolean | null;
  why: string;
}
export interface Band {
  state: string;
  low_mv: number;
  high_mv: number;
}
export interface Pilot {
  measured: boolean;
  drive: Transition['drive'];
  duty_pct: number | null;
  high_mv: number | null;
  low_mv: number | null;
  offered_a: number | null;
  state: PilotLetter;
  evse_state: string;
  contactor_closed: boolean | null;
  at: string;
  proximity: { resistance_ohm: number | null; cable_a: number | null; offered_limit_a: number | null } | null;
  bands_mv: Band[];
  transitions: Transition[];
}
export type Backlight = 'off' | 'red' | 'green' | 'yellow' | 'blue' | 'teal' | 'violet' | 'white';
export interface Panel {
  measured: boolean;
  lines: string[];
  backlight: Backlight;
  custom_characters: number[][];
  button_pressed: boolean;
  can_press: boolean;
}
export interface Choice {
  id: string;
  name: string;
}
export interface BenchFault {
  id: string;
  name: string;
  about: string;
  active: boolean;
}
export interface Bench {
  cars: Choice[];
  car: string;
  plugged: boolean;
  soc_pct: number;
  charge_wanted: boolean;
  s2_closed: boolean;
  cable: string;
  cables: Choice[];
  supply: string;
  supplies: Choice[];
  faults: BenchFault[];
  speed: number;
  ambient_c: number;
  time: string;
  recording: { on: boolean; events: number; since: string | null };
}
export interface Board {
  simulated: boolean;
  pilot: Pilot;
  panel: Panel;
  bench: Bench | null;
}

class BoardState {
  board = $state.raw<Board | null>(null);
  live = $state(false);
  /** Why nothing is known yet, in the station's words; empty while it is being asked. */
  trouble = $state('');

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
      ended: (_how, reason) => {
        this.live = false;
        if (this.board === null) this.trouble = reason;
      },
      heard: (name, data) => {
        this.live = true;
        this.trouble = '';
        if (name === 'board') this.board = data as Board;
        else if (this.board !== null) this.board = { ...this.board, [name]: data };
      },
    });
  }
}

export const board = new BoardState();
