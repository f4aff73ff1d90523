/**
 * `tsx models/pictures.ts <folder>`: writes the images for the second part of the training of the bundled model, as
 * IDX files. A network that has seen only MNIST's own images, however distorted, does not know what preprocessing
 * leaves of a photo or of a small scan. The images are
 *
 * - MNIST's training digits as they are, without those that `--validation 0.05` holds out;
 * - each of them once more as a stand-in for a user's picture, preprocessed like any other picture;
 * - such pictures of drawings in the writing styles of the world.
 *
 * Takes about three quarters of an hour of computing time, on all cores. The bytes do not depend on their number.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { IMAGE_PIXELS } from '../src/constants.ts';
import { withAllographs } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import { preprocess } from '../src/image/preprocess.ts';
import { useCompiledPasses } from '../src/node/pixel-kernels.ts';
import { Random } from '../src/random.ts';
import { splitMnist } from '../study/full-mnist.ts';
import { type Make, standIns } from '../study/stand-ins.ts';
import { paperPicture } from '../synthetic/paper.ts';
import { chooseEffects, scenes } from '../synthetic/scenes.ts';
import { writeTrainingImages } from './idx-folder.ts';

/** Not that of any study. */
const SEED = 601;

/** 500 of each style. */
const DRAWINGS = 500 * styles.length;

/** A label of one byte, and the image. */
const RECORD = 1 + IMAGE_PIXELS;

/** `everything` of the studies, but smaller, because large pictures take long to make. */
const small = { ...scenes.everything, sides: [64, 180] as const };

const makers: Readonly<Record<string, Make>> = {
  ...standIns,
  small: (digit, seed, index) => {
    const chosen = chooseEffects(small, Random.stream(seed, 'small', index));
    return paperPicture(digit, chosen, seed, index, small);
  },
};

/** How many of a hundred pictures are of each kind. */
const frequencies = {
  small: 28,
  sheetCrop: 18,
  colourCrop: 4,
  binary16: 10,
  stretched16: 12,
  binary32: 8,
  grey16: 10,
  stretchedGrey16: 10,
};

const kinds = Object.entries(frequencies).flatMap(([kind, count]) => new Array<string>(count).fill(kind));

const pixelsOf = ({ images }: LabelledImages, n: number): Uint8Array =>
  images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS);

/** Pictures of the digits `from` to `to`, without those in which preprocessing finds nothing. */
async function pictures(digits: LabelledImages, from: number, to: number): Promise<Uint8Array> {
  const records: Uint8Array[] = [];
  for (let n = from; n < to; n++) {
    const kind = kinds[Random.stream(SEED, 'kind', n).below(kinds.length)];
    const { pixels, blank } = preprocess(await makers[kind](pixelsOf(digits, n), SEED, n));
    if (!blank) records.push(record(digits.labels[n], pixels));
  }
  return Buffer.concat(records);
}

const record = (label: number, pixels: Uint8Array): Uint8Array => Uint8Array.from([label, ...pixels]);

/** The pictures of `count` digits, by one process per core. */
async function inParallel(count: number): Promise<Uint8Array[]> {
  const parts = availableParallelism();
  const ends = Array.from({ length: parts + 1 }, (_, n) => Math.floor((count * n) / parts));
  return Promise.all(
    ends.slice(1).map(async (to, n) => {
      const range = [String(ends[n]), String(to)];
      const command = [...process.execArgv, fileURLToPath(import.meta.url), ...range];
      const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [bytes, [code]] = await Promise.all([buffer(child.stdout), once(child, 'close')]);
      if (code !== 0) throw new Error(`the pictures of the digits ${range.join(' to ')} failed`);
      return bytes;
    }),
  );
}

async function write(folder: string): Promise<void> {
  const { shown } = await splitMnist();
  const originals = Array.from(shown.labels, (label, n) => record(label, pixelsOf(shown, n)));
  const records = Buffer.concat([...originals, ...(await inParallel(shown.count + DRAWINGS))]);
  const count = records.length / RECORD;
  const labels = Uint8Array.from({ length: count }, (_, n) => records[n * RECORD]);
  const images = new Uint8Array(count * IMAGE_PIXELS);
  for (let n = 0; n < count; n++) {
    images.set(records.subarray(n * RECORD + 1, (n + 1) * RECORD), n * IMAGE_PIXELS);
  }
  writeTrainingImages(folder, { count, images, labels });
}

const [first, to] = process.argv.slice(2);
if (to === undefined) await write(first ?? 'pictures');
else {
  useCompiledPasses();
  const digits = withAllographs((await splitMnist()).shown, DRAWINGS, SEED);
  process.stdout.write(await pictures(digits, Number(first), Number(to)));
}
