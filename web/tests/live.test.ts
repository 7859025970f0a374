import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { follow, type Ending } from '../src/api/live';

interface Line {
  say(text: string): void;
  end(): void;
}

let lines: Line[];
let statuses: number[];
let stop: () => void;
let heard: [string, unknown][];
let ends: Ending[];

/** A station whose streams the test holds in its hand. */
function answer(_path: unknown, init: RequestInit): Promise<Response> {
  const status = statuses.shift() ?? 200;
  if (status === 0) return Promise.reject(new TypeError('refused'));
  if (status !== 200) return Promise.resolve(new Response('{"msg":"No password is set"}', { status }));
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const encoder = new TextEncoder();
      lines.push({ say: (text) => controller.enqueue(encoder.encode(text)), end: () => controller.close() });
      init.signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
    },
  });
  return Promise.resolve(new Response(body));
}

async function passed(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

beforeEach(() => {
  vi.useFakeTimers();
  [lines, statuses, heard, ends] = [[], [], [], []];
  vi.stubGlobal('fetch', vi.fn(answer));
});

afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function begin(): void {
  stop = follow('/stream', {
    heard: (name, data) => heard.push([name, data]),
    opened: () => undefined,
    ended: (how) => ends.push(how),
  });
}

describe('a stream', () => {
  it('is heard event by event, however the bytes are cut', async () => {
    begin();
    await passed(0);
    lines[0]!.say('event: sta');
    lines[0]!.say('tus\ndata: {"a":1}\n\nevent: log\ndata: {"b"');
    lines[0]!.say(':2}\n\n');
    await passed(0);
    expect(heard).toEqual([
      ['status', { a: 1 }],
      ['log', { b: 2 }],
    ]);
  });

  it('comes back by itself when it ends', async () => {
    begin();
    await passed(0);
    lines[0]!.end();
    await passed(1_000);
    expect(ends).toEqual(['lost']);
    expect(lines).toHaveLength(2);
  });

  it('is given up as lost when nothing is heard for 20 s, though signs of life keep it', async () => {
    begin();
    await passed(0);
    await passed(15_000);
    lines[0]!.say(': still here\n\n');
    await passed(15_000);
    expect(ends).toEqual([]);
    await passed(6_000);
    expect(ends).toEqual(['lost']);
  });

  it('waits longer and longer for a station that is away, at most about 10 s', async () => {
    statuses = Array<number>(40).fill(0);
    begin();
    await passed(60_000);
    expect(ends.length).toBeGreaterThan(7);
    expect(ends.length).toBeLessThan(14);
  });

  it('does not knock on when a password is wanted', async () => {
    statuses = [401];
    begin();
    await passed(60_000);
    expect(ends).toEqual(['login']);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it('tells that nobody from here is answered, and looks again', async () => {
    statuses = [403];
    begin();
    await passed(2_000);
    expect(ends).toEqual(['closed']);
    expect(lines).toHaveLength(1);
  });

  it('is tried again at once when the network is back', async () => {
    statuses = Array<number>(6).fill(0);
    begin();
    await passed(16_000);
    const before = ends.length;
    dispatchEvent(new Event('online'));
    await passed(0);
    expect(vi.mocked(fetch).mock.calls.length).toBeGreaterThan(before);
  });
});
