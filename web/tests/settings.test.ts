import { describe, expect, it } from 'vitest';
import { tried } from '../src/pages/settings/connections';
import { changes, inOrder, matches, meant, problemOf, shown, type Described } from '../src/pages/settings/settings';
import { command, moved, NO_LINES, sent } from '../src/pages/settings/typed_lines';

function setting(parts: Partial<Described>): Described {
  const none = { default: null, minimum: null, maximum: null, max_bytes: null, hardware: null };
  const rest = { group: 'mqtt', zero_allowed: false, options: [], pattern: '', effect: 'at_once', secret: false };
  return {
    name: 'a',
    kind: 'text',
    description: '',
    unit: '',
    where: 'station',
    ...none,
    ...rest,
    ...parts,
  } as Described;
}

const PORT = setting({ name: 'port', kind: 'integer', minimum: 1, maximum: 65535 });
const VOLTAGE = setting({ name: 'voltage', kind: 'integer', minimum: 6000, maximum: 30000, zero_allowed: true });

describe('a draft', () => {
  it.each([
    [PORT, '', 'no_number'],
    [PORT, 'many', 'no_number'],
    [PORT, '1.5', 'no_whole_number'],
    [PORT, '0', 'out_of_range'],
    [PORT, '65536', 'out_of_range'],
    [VOLTAGE, '50', 'out_of_range_or_zero'],
    [setting({ max_bytes: 3 }), 'éé', 'too_long'],
    [setting({ pattern: '[0-9]*' }), '1a', 'wrong_pattern'],
  ])('of %o as %s is refused with %s', (described, draft, key) => {
    expect(problemOf(described, draft)?.key).toBe(key);
  });

  it.each([
    [PORT, '1883'],
    [VOLTAGE, '0'],
    [VOLTAGE, '230,5'],
    [setting({ max_bytes: 4 }), 'éé'],
    [setting({ pattern: '[0-9]*' }), ''],
  ])('of %o as %s is good', (described, draft) => {
    expect(problemOf(described, draft)).toBeNull();
  });

  it('is shown and meant in the unit that people use', () => {
    expect(shown(VOLTAGE, 23050)).toBe('230.5');
    expect(meant(VOLTAGE, '230.5')).toBe(23050);
  });
});

describe('what is sent', () => {
  it('is only what differs, and every secret that was typed', () => {
    const secret = setting({ name: 'secret', secret: true });
    const all = [PORT, secret, setting({ name: 'text' })];
    const values = { port: 1883, secret: null, text: 'same' };
    expect(changes(all, values, { port: '1884', secret: '', text: 'same' })).toEqual({ port: 1884, secret: '' });
  });

  it('to try a connection are only the settings of that connection', () => {
    expect(tried('mqtt', { mqtt_server: 'a', mqtt_topic: 'b' })).toEqual({ mqtt_server: 'a' });
  });
});

it('what people come for stands first, the rest as the station lists it', () => {
  const names = ['voltage', 'max_current_hard', 'a', 'max_current_soft'].map((name) => setting({ name }));
  expect(inOrder(names).map(({ name }) => name)).toEqual(['max_current_soft', 'max_current_hard', 'voltage', 'a']);
});

describe('a search', () => {
  it.each([
    ['hote reseau', ['Nom d’hôte', 'Réseau'], true],
    ['BROKER', ['Host of the MQTT broker'], true],
    ['broker port', ['Host of the broker'], false],
  ])('for %s among %o', (search, texts, found) => {
    expect(matches(search, texts)).toBe(found);
  });
});

describe('lines typed before', () => {
  it('come back with the arrow keys', () => {
    const two = sent(sent(NO_LINES, '$GS'), '$GV');
    const up = moved(two, -1);
    expect(up.text).toBe('$GV');
    const further = moved(up.lines, -1);
    expect(further.text).toBe('$GS');
    expect(moved(further.lines, -1).text).toBe('$GS');
    expect(moved(moved(further.lines, 1).lines, 1).text).toBe('');
  });

  it('are sent with a dollar sign and capitals', () => {
    expect(command(' gs ')).toBe('$GS');
    expect(command('$sc 16')).toBe('$SC 16');
  });
});
