/**
 * Images of other things than digits, drawn differently from those used in training (`src/dataset/outliers.ts`):
 * printed type instead of strokes, paper instead of flat areas. A network that is unsure about these has generalized.
 */

import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { preprocess } from '../src/image/preprocess.ts';
import { cos, sin } from '../src/matrix/float32.ts';
import { Random } from '../src/random.ts';
import { blur, shadow } from '../synthetic/canvas.ts';

type Make = (random: Random, digit: Uint8Array) => RasterImage | Promise<RasterImage>;

const FONTS = [
  'DejaVu Sans',
  'DejaVu Serif',
  'DejaVu Sans Mono',
  'Lato',
  'Liberation Serif',
  'Liberation Sans',
];

/** Letters that do not resemble a digit, and those that do in some handwriting. */
const LETTERS = 'ACEFHKLMNPRTUVWXYadefhkmnprtuvwx';
const LOOK_ALIKES = 'OoDQIlijJSsZzBbGgqyc';
/** Letters of other scripts, of which none occur in training. */
const FOREIGN = 'ДЛФЦЩЮЯЫΨΦΞξψאש';
const SIGNS = '?&%@§¶*#+=~{}©€';

export const nonDigits: Readonly<Record<string, Make>> = {
  'blank sheets': (random) => onPaper(random, 120, () => 0),
  noise: drawNoise,
  textures: drawTexture,
  letters: (random) => type(random, LETTERS),
  'letters of other scripts': (random) => type(random, FOREIGN),
  'signs and punctuation': (random) => type(random, SIGNS),
  scribbles: drawScribble,
  stains: drawStain,
  'words of three letters': (random) => type(random, LETTERS, 3),
  'halves of digits': drawHalf,
  'letters like digits': (random) => type(random, LOOK_ALIKES),
};

/** The preprocessed image; null if it is considered blank. */
export async function seeNonDigit(
  kind: string,
  digit: Uint8Array,
  seed: number,
  index: number,
): Promise<Uint8Array | null> {
  const make = nonDigits[kind];
  if (make === undefined) throw new Error(`no such kind of picture: ${kind}`);
  const { pixels, blank } = preprocess(await make(Random.stream(seed, 'non-digit', kind, index), digit));
  return blank ? null : pixels;
}

const between = (random: Random, low: number, high: number): number => low + (high - low) * random.uniform();

/** Draws ink on paper of `side` pixels, with shadow, blur and noise. @param ink 0 to 1 at x, y from 0 to 1 */
function onPaper(random: Random, side: number, ink: (x: number, y: number) => number): RasterImage {
  const light = shadow(side, side, random);
  const values = new Float32Array(side * side * 3);
  for (let p = 0; p < side * side; p++) {
    const cover = Math.min(1, Math.max(0, ink((p % side) / side, Math.floor(p / side) / side)));
    values.fill((0.95 - 0.85 * cover) * light[p], p * 3, p * 3 + 3);
  }
  blur(values, side, side, between(random, 0, 1.2));
  const noise = between(random, 2, 12);
  const data = Uint8Array.from(values, (value) => {
    const error = noise * 2 * (random.uniform() + random.uniform() + random.uniform() - 1.5);
    return Math.min(255, Math.max(0, Math.round(value * 255 + error)));
  });
  return { width: side, height: side, channels: 3, data };
}

/** Letters of a typeface, slightly rotated. */
async function type(random: Random, letters: string, count = 1): Promise<RasterImage> {
  const list = [...letters];
  const text = Array.from({ length: count }, () => list[random.below(list.length)]).join('');
  const font = FONTS[random.below(FONTS.length)];
  const weight = random.below(2) === 0 ? 'normal' : 'bold';
  const style = random.below(3) === 0 ? 'italic' : 'normal';
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160">' +
    '<rect width="160" height="160" fill="#f4f2ee"/>' +
    `<text x="80" y="110" text-anchor="middle" font-family="${font}" font-size="${count === 1 ? 100 : 50}" ` +
    `font-weight="${weight}" font-style="${style}" transform="rotate(${between(random, -10, 10)} 80 80)" ` +
    `fill="#222">${escaped}</text></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as 3, data };
}

/** Value noise: a lattice of random levels, `grain` per side, with linear interpolation. */
function levels(random: Random, grain: number): (x: number, y: number) => number {
  const side = grain + 2;
  const table = Array.from({ length: side * side }, () => random.uniform());
  return (x, y) => {
    const [i, j] = [Math.floor(x * grain), Math.floor(y * grain)];
    const [fx, fy] = [x * grain - i, y * grain - j];
    const at = (u: number, v: number): number => table[(j + v) * side + i + u];
    return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy;
  };
}

function drawNoise(random: Random): RasterImage {
  const side = 28 + random.below(120);
  const level = levels(random, 4 + random.below(side - 4));
  const strength = between(random, 0.2, 1);
  const data = Uint8Array.from({ length: side * side }, (_, p) =>
    Math.round(255 * (1 - strength * level((p % side) / side, Math.floor(p / side) / side))),
  );
  return { width: side, height: side, channels: 1, data };
}

/** Noise on several scales, stretched in one direction: wood, cloth, gravel. */
function drawTexture(random: Random): RasterImage {
  const layers = [5, 11, 23, 47].map((grain) => levels(random, grain));
  const long = random.below(2) === 0 ? 1 : between(random, 0.05, 0.4);
  const power = between(random, 1, 4);
  return onPaper(random, 140, (x, y) => {
    let sum = 0;
    layers.forEach((layer, k) => {
      sum += layer(x * long, y) / (k + 1);
    });
    return (sum / 2.1 - 0.35) * power;
  });
}

/** A curve of several sines of different frequencies, with more loops than any digit. */
function drawScribble(random: Random): RasterImage {
  const waves = Array.from({ length: 3 }, () => [
    between(random, 4, 14),
    between(random, 0, 6),
    between(random, 4, 14),
    between(random, 0, 6),
  ]);
  const points = Array.from({ length: 300 }, (_, k) => {
    const t = k / 300;
    let [x, y] = [0.5, 0.5];
    for (const [a, b, c, d] of waves) {
      x += 0.11 * sin(a * t * 6.28 * 0.3 + b);
      y += 0.11 * sin(c * t * 6.28 * 0.3 + d);
    }
    return [x, y] as const;
  });
  const pen = between(random, 0.012, 0.03);
  return onPaper(random, 120, (x, y) => {
    let least = 1;
    for (const [u, v] of points) least = Math.min(least, (x - u) * (x - u) + (y - v) * (y - v));
    return (pen - Math.sqrt(least)) * 120 + 0.5;
  });
}

/** A filled spot with an irregular outline. */
function drawStain(random: Random): RasterImage {
  const bumps = Array.from({ length: 5 }, (_, k) => [
    between(random, 0, 0.25) / (k + 1),
    between(random, 0, 6.28),
  ]);
  const [wide, turn] = [between(random, 0.6, 1.6), between(random, 0, 3)];
  return onPaper(random, 110, (x, y) => {
    const [dx, dy] = [(x - 0.5) * wide, y - 0.5];
    const far = Math.sqrt(dx * dx + dy * dy) + 1e-9;
    let reach = 0.25;
    bumps.forEach(([size, phase], k) => {
      // the direction as a point on the circle, so that no arc tangent is needed
      reach += 0.25 * size * sin((k + 2) * 2 * (dx / far) + phase + turn * (dy / far)) * cos(phase);
    });
    return (reach - far) * 110 + 0.5;
  });
}

/** One half of an MNIST digit: left, right, upper or lower. */
function drawHalf(random: Random, digit: Uint8Array): RasterImage {
  const side = random.below(4);
  const data = Uint8Array.from(digit, (ink, p) => {
    const [x, y] = [p % 28, Math.floor(p / 28)];
    const kept = [x < 14, x >= 14, y < 14, y >= 14][side];
    return kept ? 255 - ink : 255;
  });
  return { width: 28, height: 28, channels: 1, data };
}
