/**
 * The display's characters as dots: five wide, eight high. Each glyph is eight digits of base 32, one for each row from
 * the top, the bit of 16 being the leftmost dot. Drawn for this page after the character set that the display's
 * controller is known for (HD44780, A00): ASCII with a yen sign for the backslash and arrows at its end.
 */

export const ROWS = 8;
export const DOTS = 5;
const FIRST = 0x20;

// From the space on, in the order of the codes.
const DRAWN = [
  '00000000 44440040 aaa00000 aavavaa0 4fke5u40 op248j30 cik8lid0 c4800000',
  '24888420 84222480 04lel400 044v4400 0000c480 000v0000 00000cc0 01248g00',
  'ehjlphe0 4c4444e0 eh1248v0 v2421he0 26aiv220 vgu11he0 68guhhe0 v1248880',
  'ehhehhe0 ehhf12c0 0cc0cc00 0cc0c480 248g8420 00v0v000 84212480 eh124040',
  'eh1dlle0 ehhhvhh0 uhhuhhu0 ehggghe0 sihhhis0 vgguggv0 vgguggg0 ehgnhhf0',
  'hhhvhhh0 e44444e0 72222ic0 hikokih0 ggggggv0 hrllhhh0 hhpljhh0 ehhhhhe0',
  'uhhuggg0 ehhhlid0 uhhukih0 fgge11u0 v4444440 hhhhhhe0 hhhhha40 hhhllla0',
  'hha4ahh0 hhha4440 v1248gv0 e88888e0 hav4v440 e22222e0 4ah00000 000000v0',
  '84200000 00e1fhf0 ggmphhu0 00egghe0 11djhhf0 00ehvge0 698s8880 0fhhf1e0',
  'ggmphhh0 40c444e0 20622ic0 ggikoki0 c44444e0 00qllhh0 00mphhh0 00ehhhe0',
  '00uhugg0 00djf110 00mpggg0 00ege1u0 88s88960 00hhhjd0 00hhha40 00hhlla0',
  '00ha4ah0 00hhf1e0 00v248v0 24484420 44444440 84424480 042v2400 048v8400',
]
  .join(' ')
  .split(' ');
const MORE: Record<string, string> = { '\u00a5': '00044000', '\u00df': 'eae00000', '\u00ff': 'vvvvvvvv' };
const NONE = 'vhhhhhhv';

/** The dots of the display's code, row by row; `own` are the custom characters' rows at codes 0 to 7 (and 8 to 15). */
export function rowsOf(character: string, own: readonly (readonly number[] | null)[]): readonly number[] {
  const code = character.codePointAt(0) ?? FIRST;
  if (code < 0x10) return own[code & 7] ?? rows('00000000');
  return rows(DRAWN[code - FIRST] ?? MORE[character] ?? NONE);
}

function rows(glyph: string): number[] {
  return [...glyph].map((digit) => Number.parseInt(digit, 32));
}

/** One line of the display as the path of an SVG: a square of `size` for each dot that is on. */
export function dotsPath(line: string, own: readonly (readonly number[] | null)[], size = 0.86): string {
  let path = '';
  [...line].forEach((character, place) => {
    rowsOf(character, own).forEach((bits, row) => {
      for (let dot = 0; dot < DOTS; dot++)
        if (bits & (1 << (DOTS - 1 - dot))) path += `M${place * (DOTS + 1) + dot} ${row}h${size}v${size}h-${size}z`;
    });
  });
  return path;
}

const READ: Record<string, string> = { '\\': '¥', '~': '→', '\x7f': '←', '\u00df': '°', '\u00a5': '·', '\u00ff': '█' };

/** A line as it is read aloud: characters for codes, nothing for pictures, no blanks around. */
export function spoken(line: string): string {
  return [...line]
    .map((character) => (character < ' ' ? ' ' : (READ[character] ?? character)))
    .join('')
    .replace(/ +/g, ' ')
    .trim();
}
