/** Draws the pictures of docs/recognition.md, which show the purpose of each step on an image that needs it. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import type { RasterImage } from '../src/image/image.ts';
import type { Steps } from '../src/image/preprocess.ts';
import { paperPicture } from '../synthetic/paper.ts';
import type { Effect, Scene } from '../synthetic/scenes.ts';
import { preprocessed } from './stand-ins.ts';
import { shrunkOnly, without } from './steps.ts';

/** Side of each image in a row, in pixels. */
const SIDE = 112;
const GAP = 6;

/** The effects that make each step necessary. */
const shown: Readonly<Record<keyof Steps, readonly Effect[]>> = {
  sheet: ['table', 'noise', 'turn'],
  colour: ['colour', 'noise', 'turn'],
  light: ['shadow', 'noise', 'turn'],
  lines: ['squares', 'thin', 'noise', 'turn'],
  specks: ['specks', 'neighbours', 'noise'],
  levels: ['pencil', 'noise', 'turn'],
  stroke: ['thin', 'turn', 'noise'],
  centre: ['turn', 'noise'],
};

const scene: Scene = { sides: [160, 160], digit: [0.55, 0.7], chances: {} };

/** Number of images made for each step, of which those are shown where it matters most. */
const TRIED = 40;
const SHOWN = 2;

/** Writes `folder`/step.png for each step: the image, only shrunk, without the step, and with all steps. */
export async function drawSteps(folder: string, digits: LabelledImages, seed: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const step of Object.keys(shown) as (keyof Steps)[]) {
    const tried: { row: readonly [RasterImage, ...Uint8Array[]]; gain: number }[] = [];
    for (let n = 0; n < TRIED; n++) {
      const digit = digits.images.subarray(n * 784, (n + 1) * 784);
      const picture = await paperPicture(digit, shown[step], seed, n, scene);
      const [shrunk, off, on] = await Promise.all([
        shrunkOnly(picture),
        without(step)(picture),
        preprocessed(picture),
      ]);
      tried.push({ row: [picture, shrunk, off, on], gain: likeness(on, digit) - likeness(off, digit) });
    }
    tried.sort((a, b) => b.gain - a.gain);
    const rows = tried
      .slice(0, SHOWN)
      .map(({ row: [picture, ...seen] }) => Promise.all([thumbnail(picture), ...seen.map(enlarged)]));
    await montage(await Promise.all(rows), join(folder, `${step}.png`));
  }
}

/** The cosine similarity of two images: 1 if they are the same. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  let [ab, aa, bb] = [0, 1, 1];
  for (let p = 0; p < a.length; p++) {
    ab += a[p] * b[p];
    aa += a[p] * a[p];
    bb += b[p] * b[p];
  }
  return ab / Math.sqrt(aa * bb);
}

function thumbnail({ width, height, channels, data }: RasterImage): Promise<Buffer> {
  return sharp(data, { raw: { width, height, channels } })
    .removeAlpha()
    .resize(SIDE, SIDE, { fit: 'cover' })
    .png()
    .toBuffer();
}

function enlarged(pixels: Uint8Array): Promise<Buffer> {
  return sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(SIDE, SIDE, { kernel: 'nearest' })
    .png()
    .toBuffer();
}

async function montage(rows: readonly (readonly Buffer[])[], file: string): Promise<void> {
  const place = (k: number): number => k * (SIDE + GAP);
  const columns = rows[0].length;
  await sharp({
    create: {
      width: place(columns) - GAP,
      height: place(rows.length) - GAP,
      channels: 3,
      background: '#ffffff',
    },
  })
    .composite(rows.flatMap((row, y) => row.map((input, x) => ({ input, left: place(x), top: place(y) }))))
    .png({ palette: true, colours: 32 })
    .toFile(file);
}
