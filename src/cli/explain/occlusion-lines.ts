/** Draws an occlusion map: a digit, coloured by the effect of covering each part of it. */

import type { Paint, Rgb } from '../terminal/colour.ts';
import { hasGreys } from '../terminal/image.ts';

/**
 * Blue and orange, as on the page and in reports: distinguishable with red-green colour blindness. They and their tints
 * are among the 256 colours.
 */
const FOR: Rgb = [0, 102, 255];
const AGAINST: Rgb = [255, 102, 0];
const WHITE: Rgb = [255, 255, 255];

/** Brightness of paper where covering has the largest effect: below that of ink, so that the digit stays visible. */
const GLOW = 0.35;
/** The 256-colour palette has few dark colours: only strong ink is coloured, in this number of tints. */
const TINTS = 3;
const STRONG_INK = 128;

const UPPER_HALF = '▀';

/** From ink with little effect to ink with the largest effect. */
const FOR_SHADES = '.:-=+*#%@';
const AGAINST_SHADES = '.oO';
/** Ink below this level, of 255, is not drawn in characters. */
const LEAST_INK = 32;

/** The legend of `occlusionLines`. */
export function occlusionLegend(
  answer: string,
  paint: Paint,
  blocks: boolean,
): readonly (readonly [mark: string, text: string])[] {
  const [pro, con] = hasGreys(paint, blocks)
    ? [coloured('blue', FOR, paint), coloured('orange', AGAINST, paint)]
    : [paint.cyan(': to @'.padEnd(6)), paint.yellow('o, O'.padEnd(6))];
  return [
    [pro, `supports ${answer}`],
    [con, 'opposes it'],
  ];
}

const coloured = (text: string, colour: Rgb, paint: Paint): string =>
  paint.rgb(text.padEnd(6), colour, [0, 0, 0]);

/**
 * ceil(height / 2) lines of `width` columns.
 * @param pixels 0 is paper, 255 is ink
 * @param drops by pixel: positive if its part supports the answer, negative if it opposes it
 */
export function occlusionLines(
  pixels: Uint8Array,
  drops: Float32Array,
  width: number,
  paint: Paint,
  blocks: boolean,
): string[] {
  const largest = drops.reduce((most, drop) => Math.max(most, Math.abs(drop)), 0) || 1;
  const paper = new Uint8Array(width);
  const nothing = new Float32Array(width);
  const line = hasGreys(paint, blocks) ? colourLine : shadeLine;
  const lines: string[] = [];
  for (let start = 0; start < pixels.length; start += 2 * width) {
    const rows = [start, start + width].map((from) => ({
      ink: from < pixels.length ? pixels.subarray(from, from + width) : paper,
      fractions: from < pixels.length ? drops.subarray(from, from + width).map((d) => d / largest) : nothing,
    }));
    lines.push(line(rows[0], rows[1], paint));
  }
  return lines;
}

interface Row {
  readonly ink: Uint8Array;
  /** Drops relative to the largest, from -1 to 1. */
  readonly fractions: Float32Array;
}

function colourLine(upper: Row, lower: Row, paint: Paint): string {
  let line = '';
  for (let x = 0; x < upper.ink.length; x++) {
    line += paint.rgb(UPPER_HALF, colourOf(upper, x, paint.level), colourOf(lower, x, paint.level));
  }
  return line;
}

/** White ink on black paper, more saturated for larger effects. */
function colourOf({ ink, fractions }: Row, x: number, level: Paint['level']): Rgb {
  const fine = level === 3;
  const size = Math.abs(fractions[x]);
  const fraction = fine ? size : ink[x] < STRONG_INK ? 0 : Math.round(size * TINTS) / TINTS;
  const hue = fractions[x] > 0 ? FOR : AGAINST;
  const glow = fine ? GLOW * fraction : 0;
  const brightness = glow + (1 - glow) * (ink[x] / 255);
  const [red, green, blue] = hue.map((value, c) =>
    Math.round(brightness * (WHITE[c] + fraction * (value - WHITE[c]))),
  );
  return [red, green, blue];
}

function shadeLine(upper: Row, lower: Row, paint: Paint): string {
  let line = '';
  for (let x = 0; x < upper.ink.length; x++) {
    const inked = [upper, lower]
      .filter(({ ink }) => ink[x] >= LEAST_INK)
      .map(({ fractions }) => fractions[x]);
    if (inked.length === 0) {
      line += ' ';
      continue;
    }
    const fraction = inked.reduce((sum, value) => sum + value, 0) / inked.length;
    line +=
      fraction >= 0
        ? paint.cyan(shadeOf(FOR_SHADES, fraction))
        : paint.yellow(shadeOf(AGAINST_SHADES, -fraction));
  }
  return line;
}

function shadeOf(shades: string, fraction: number): string {
  return shades[Math.min(shades.length - 1, Math.floor(fraction * shades.length))];
}
