import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Bench from '../src/pages/bench/Bench.svelte';
import Panel from '../src/pages/panel/Panel.svelte';
import Scope from '../src/pages/scope/Scope.svelte';
import { board, type Board, type Transition } from '../src/state/board.svelte';
import { station, type Status } from '../src/state/station.svelte';

const AT = '2026-01-05T12:00:00Z';

function transition(state: Transition['state'], why: string, contactor_closed = false): Transition {
  return { at: AT, drive: 'pwm', duty_pct: 26.7, high_mv: 9_000, low_mv: -12_000, state, contactor_closed, why };
}

const BOARD: Board = {
  simulated: true,
  pilot: {
    ...transition('C', '', true),
    measured: true,
    duty_pct: 53.3,
    high_mv: 6_000,
    offered_a: 32,
    evse_state: 'charging',
    proximity: { resistance_ohm: 220, cable_a: 32, offered_limit_a: null },
    bands_mv: [{ state: 'C', low_mv: 4_500, high_mv: 7_500 }],
    transitions: [transition('B', 'A car was plugged in.'), transition('C', 'The car asks for current.', true)],
  },
  panel: {
    measured: true,
    lines: ['\x03Charging   32A  ', '3.2kWh          '],
    backlight: 'teal',
    custom_characters: [],
    button_pressed: false,
    can_press: true,
  },
  bench: {
    cars: [
      { id: 'leaf', name: 'Leaf' },
      { id: 'zoe', name: 'Zoe' },
    ],
    car: 'leaf',
    plugged: false,
    soc_pct: 40,
    charge_wanted: true,
    s2_closed: false,
    cable: '32',
    cables: [{ id: '32', name: '32 A' }],
    supply: 'eu',
    supplies: [{ id: 'eu', name: '230 V' }],
    faults: [
      { id: 'earth_lost', name: 'Earth lost', about: 'No earth.', active: false },
      { id: 'gremlins', name: 'Gremlins', about: 'Nobody knows.', active: true },
    ],
    speed: 60,
    ambient_c: 20,
    time: AT,
    recording: { on: false, events: 0, since: null },
  },
};

const asked: [string, string, unknown][] = [];

/** A station whose board is this. */
function front(changed: Partial<Board> = {}): void {
  const event = `event: board\ndata: ${JSON.stringify({ ...BOARD, ...changed })}\n\n`;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
    if (path.endsWith('/events')) {
      const body = new ReadableStream({ start: (out) => out.enqueue(new TextEncoder().encode(event)) });
      return Promise.resolve(new Response(body));
    }
    asked.push([init.method ?? 'GET', path, init.body === undefined ? null : JSON.parse(init.body as string)]);
    return Promise.resolve(new Response('{}'));
  });
}

beforeEach(() => {
  station.status = {
    at: AT,
    clock: { time_zone: 'UTC|UTC0' },
    controller: { fault: false, charging: true },
    measurement: { power_w: 7_360 },
    explanation: { headline: { code: 'x', values: {}, text: 'Charging at 32 A.' } },
  } as unknown as Status;
});

afterEach(() => {
  cleanup();
  asked.length = 0;
  board.board = null;
  vi.unstubAllGlobals();
});

describe('the scope', () => {
  it('says everything it draws', async () => {
    front();
    render(Scope);
    const picture = await screen.findByRole('img', {
      name: /square wave.*53\.3\s%.*32\sA.*State C.*contactor is closed/,
    });
    expect(picture.querySelector('.trace')).not.toBeNull();
  });

  it('goes back with the arrow key and forth again', async () => {
    front();
    render(Scope);
    const slider = await screen.findByRole('slider');
    await fireEvent.keyDown(slider, { key: 'ArrowLeft' });
    expect(screen.getByText('The car asks for current.')).toBeTruthy();
    await fireEvent.keyDown(slider, { key: 'ArrowLeft' });
    expect(screen.getByText('A car was plugged in.')).toBeTruthy();
    expect(screen.getByText(/contactor is open/)).toBeTruthy();
    expect(screen.getByText('As it was then')).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Live' }));
    expect(screen.queryByText('As it was then')).toBeNull();
  });

  it('says when nothing was measured', async () => {
    front({ pilot: { ...BOARD.pilot, measured: false } });
    render(Scope);
    expect(await screen.findByText(/worked out from what the controller reports/)).toBeTruthy();
  });
});

describe('the front panel', () => {
  it('can be read', async () => {
    front();
    render(Panel);
    expect(await screen.findByRole('img', { name: 'Display, teal: Charging 32A, 3.2kWh' })).toBeTruthy();
  });

  it('sends how long a key held its button', async () => {
    front();
    render(Panel);
    const button = await screen.findByRole('button', { name: 'Button' });
    await fireEvent.keyDown(button, { key: ' ' });
    await fireEvent.keyDown(button, { key: ' ', repeat: true });
    await fireEvent.keyUp(button, { key: ' ' });
    await waitFor(() => expect(asked).toEqual([['POST', '/api/v1/board/button', { held_ms: 100 }]]));
  });

  it('does not press what cannot be pressed', async () => {
    front({ panel: { ...BOARD.panel, measured: false, can_press: false } });
    render(Panel);
    expect(await screen.findByText(/only be pressed on the box/)).toBeTruthy();
    expect((screen.getByRole('button', { name: 'Button' }) as HTMLButtonElement).disabled).toBe(true);
  });
});

describe('the bench', () => {
  it('plugs in the car that was chosen', async () => {
    front();
    render(Bench);
    await fireEvent.change(await screen.findByLabelText('Car'), { target: { value: 'zoe' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Plug the car in' }));
    await waitFor(() => expect(asked).toEqual([['POST', '/api/v1/bench/plug', { plugged: true, car: 'zoe' }]]));
  });

  it('offers the first car where there has been none', async () => {
    front({ bench: { ...BOARD.bench!, car: '' } });
    render(Bench);
    expect((await screen.findByLabelText<HTMLSelectElement>('Car')).value).toBe('leaf');
  });

  it('switches a fault and says what it does, also of one it does not know', async () => {
    front();
    render(Bench);
    await fireEvent.click(await screen.findByRole('switch', { name: 'Protective earth missing', hidden: true }));
    await waitFor(() => expect(asked).toEqual([['PATCH', '/api/v1/bench', { faults: { earth_lost: true } }]]));
    expect(screen.getByText('The station stops: the protective earth is missing.')).toBeTruthy();
    expect(screen.getByText('Nobody knows.')).toBeTruthy();
  });

  it('refuses a speed that there is not', async () => {
    front();
    render(Bench);
    const speed = await screen.findByRole('textbox', { name: 'Speed of time' });
    await fireEvent.input(speed, { target: { value: '2000' } });
    expect(screen.getByRole('alert').textContent).toBe('Between 1 and 1,000.');
    await fireEvent.change(speed, { target: { value: '2000' } });
    expect(asked).toEqual([]);
  });

  it('is for simulated controllers', async () => {
    front({ bench: null });
    render(Bench);
    expect(await screen.findByText(/has a real controller/)).toBeTruthy();
  });
});
