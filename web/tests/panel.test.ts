import { describe, expect, it } from 'vitest';
import { dotsPath, rowsOf, spoken } from '../src/pages/panel/font';
import { pressOf, sentMs } from '../src/pages/panel/press';

const drawn = (character: string): string[] =>
  rowsOf(character, []).map((bits) => bits.toString(2).padStart(5, '0').replaceAll('0', '.').replaceAll('1', '#'));
const printable = Array.from({ length: 0x60 }, (_, i) => String.fromCharCode(0x20 + i));

describe('the characters', () => {
  it('are eight rows of five dots, each another picture', () => {
    for (const character of printable) {
      const rows = rowsOf(character, []);
      expect(rows).toHaveLength(8);
      expect(rows.every((bits) => bits >= 0 && bits < 32)).toBe(true);
    }
    expect(new Set(printable.map((character) => drawn(character).join())).size).toBe(printable.length);
  });

  it('stand where their codes are', () => {
    expect(drawn('E')).toEqual(['#####', '#....', '#....', '####.', '#....', '#....', '#####', '.....']);
    expect(drawn('7')[0]).toBe('#####');
    expect(drawn('l')[0]).toBe('.##..');
    expect(drawn('~')[3]).toBe('#####');
    expect(drawn(' ').join('')).not.toContain('#');
  });

  it('are the custom ones at codes 0 to 7 and once more at 8 to 15', () => {
    const own = [null, [31, 0, 0, 0, 0, 0, 0, 31]];
    expect(rowsOf('\x01', own)).toEqual(own[1]);
    expect(rowsOf('\x09', own)).toEqual(own[1]);
    expect(rowsOf('\x00', own).every((bits) => bits === 0)).toBe(true);
  });

  it('are a box where the display has none of ours', () => {
    expect(drawn('\u20ac')[0]).toBe('#####');
  });
});

describe('a line', () => {
  it('is a square for each dot', () => {
    expect(dotsPath('  ', [])).toBe('');
    expect(dotsPath(' _', []).match(/M/g)).toHaveLength(5);
    expect(dotsPath(' _', [])).toContain('M6 6h');
  });

  it('is read without pictures and blanks', () => {
    expect(spoken('\x03\x05Charging  9 A ')).toBe('Charging 9 A');
    expect(spoken('20\u00dfC')).toBe('20°C');
  });
});

describe('a press', () => {
  it.each([
    [20, 'none'],
    [50, 'short'],
    [499, 'short'],
    [500, 'long'],
    [10_000, 'very_long'],
  ])('of %d ms is %s', (held, press) => {
    expect(pressOf(held)).toBe(press);
  });

  it('is sent as long as it was, but never too short to count', () => {
    expect([sentMs(3), sentMs(640.4), sentMs(99_999)]).toEqual([100, 640, 30_000]);
  });
});
