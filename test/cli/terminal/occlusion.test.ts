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
    expect(occlusionLines(pixels, drops, 8, named(1), true)).toEqual([' y.y+y@cocO y:']);
    expect(occlusionLines(pixels, drops, 8, named(3), false)).toEqual([' y.y+y@cocO y:']);
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

  test('in 24 bits: white, orange and blue, and a glow on paper', () => {
    const { pixels, drops } = columns([
      [255, 0],
      [255, 8],
      [255, -8],
      [0, 8],
      [0, 0],
      [255, 4],
    ]);
    expect(occlusionLines(pixels, drops, 3, named(3), true)).toEqual([
      '▀255,255,255/89,36,0 ▀255,102,0/0,0,0 ▀0,102,255/255,179,128 ',
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
      '▀255,102,0/0,0,0 ▀0,102,255/255,255,255 ▀100,100,100/255,204,170 ',
    ]);
  });
});

test('the legend says what is drawn', () => {
  expect(occlusionLegend('5', named(3), true)[0][0]).toMatch(/^orange255,102,0/);
  expect(occlusionLegend('5', plainPaint, true)).toEqual([
    [': to @', 'supports 5'],
    ['o, O  ', 'opposes it'],
  ]);
});
