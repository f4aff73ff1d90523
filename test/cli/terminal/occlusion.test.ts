import { describe, expect, test } from 'vitest';
import { occlusionLegend, occlusionLines } from '../../../src/cli/explain/occlusion-lines.ts';
import { type ColourLevel, type Paint, plainPaint } from '../../../src/cli/terminal/colour.ts';

/** Names the colours of each piece of text instead of making them. */
const named = (level: ColourLevel): Paint => ({
  ...plainPaint,
  level,
  yellow: (text) => `y${text}`,
  cyan: (text) => `c${text}`,
  rgb: (text, front, back) => `${text}${front.join(',')}/${back.join(',')} `,
});

/** A column for each: paper, ink; the drop there. */
const columns = (pairs: readonly (readonly [ink: number, drop: number])[]) => ({
  pixels: Uint8Array.from(pairs, ([ink]) => ink),
  drops: Float32Array.from(pairs, ([, drop]) => drop),
});

describe('occlusionLines', () => {
  test('in characters: ink alone, the stronger the more it matters', () => {
    const { pixels, drops } = columns([
      [0, 8],
      [255, 0],
      [255, 4],
      [255, 8],
      [255, -4],
      [255, -8],
      [31, 8],
      [32, 1],
    ]);
    expect(occlusionLines(pixels, drops, 8, plainPaint, true)).toEqual([' .+@oO :']);
    expect(occlusionLines(pixels, drops, 8, named(1), true)).toEqual([' c.c+c@yoyO c:']);
    expect(occlusionLines(pixels, drops, 8, named(3), false)).toEqual([' c.c+c@yoyO c:']);
  });

  test('two rows to a line, of which paper counts for nothing', () => {
    const { pixels, drops } = columns([
      [255, 8],
      [255, 8],
      [0, -8],
      [255, -8],
      [255, 8],
      [0, 8],
    ]);
    expect(occlusionLines(pixels, drops, 2, plainPaint, true)).toEqual(['@.', '@ ']);
  });

  test('a net that does not care', () => {
    expect(occlusionLines(new Uint8Array(4).fill(255), new Float32Array(4), 4, plainPaint, true)).toEqual([
      '....',
    ]);
  });

  test('in 24 bits: white, blue and orange, and a glow on paper', () => {
    const { pixels, drops } = columns([
      [255, 0],
      [255, 8],
      [255, -8],
      [0, 8],
      [0, 0],
      [255, 4],
    ]);
    expect(occlusionLines(pixels, drops, 3, named(3), true)).toEqual([
      '▀255,255,255/0,36,89 ▀0,102,255/0,0,0 ▀255,102,0/128,179,255 ',
    ]);
  });

  test('in 256 colours: strong ink alone is coloured, in few tints', () => {
    const { pixels, drops } = columns([
      [255, 7.5],
      [255, -8],
      [100, 8],
      [0, 8],
      [255, 1],
      [255, 3],
    ]);
    expect(occlusionLines(pixels, drops, 3, named(2), true)).toEqual([
      '▀0,102,255/0,0,0 ▀255,102,0/255,255,255 ▀100,100,100/170,204,255 ',
    ]);
  });
});

test('the legend says what is drawn', () => {
  const [supports, opposes] = occlusionLegend('5', named(3), true);
  expect(supports).toEqual(['blue  0,102,255/0,0,0 ', 'supports 5']);
  expect(opposes).toEqual(['orange255,102,0/0,0,0 ', 'opposes it']);
  expect(occlusionLegend('5', plainPaint, true)).toEqual([
    [': to @', 'supports 5'],
    ['o, O  ', 'opposes it'],
  ]);
});
