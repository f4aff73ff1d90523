/**
 * `npm run study:no-digits`: what is read in sheets and images without digits, and how long the largest and most
 * detailed images take. Writes a table of docs/recognition.md. The argument is the number of sheets.
 */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { RasterImage } from '../src/image/image.ts';
import { digitsOf, recognize } from '../src/image/recognize.ts';
import type { Predictor } from '../src/network/predict.ts';
import { loadEmbedded } from '../src/node/dataset/embedded.ts';
import { decodeImage } from '../src/node/decode.ts';
import { openPredictor } from '../src/node/predict.ts';
import { loadShippedModel } from '../src/node/shipped-model.ts';
import { Random } from '../src/random.ts';
import { formPicture } from '../synthetic/forms.ts';
import { busyPictures } from './busy-pictures.ts';
import { percent, table, writeBlock } from './document.ts';
import { nonDigits } from './non-digits.ts';

const SEED = 20_261_128;
const SHEETS = 10_000;
const sheets = ['blank sheets', 'textures', 'noise'] as const;

const root = fileURLToPath(new URL('..', import.meta.url));
const document = join(root, 'docs', 'recognition.md');

interface Answer {
  readonly found: number;
  /** Of the most confident digit. */
  readonly confidence: number;
  readonly milliseconds: number;
}

function answerTo(image: RasterImage, predictor: Predictor, scale = 1): Answer {
  const start = performance.now();
  const read = recognize(image, predictor, { scale });
  const confidence = Math.max(0, ...digitsOf(read).map((digit) => digit.confidence));
  return { found: read.digitsFound, confidence, milliseconds: performance.now() - start };
}

async function readSheets(predictor: Predictor, count: number): Promise<string> {
  const digit = new Uint8Array(784);
  const rows: string[][] = [];
  for (const kind of sheets) {
    const each = Math.round(count / sheets.length);
    let [half, sure, most] = [0, 0, 0];
    for (let n = 0; n < each; n++) {
      const image = await nonDigits[kind](Random.stream(SEED, 'sheet', kind, n), digit);
      const { confidence, milliseconds } = answerTo(image, predictor);
      if (confidence > 0.5) half++;
      if (confidence > 0.9) sure++;
      most = Math.max(most, milliseconds);
    }
    rows.push([kind, String(each), percent(half / each, 2), percent(sure / each, 2), most.toFixed(0)]);
    console.log(rows.at(-1)?.join('  '));
  }
  return table(['sheets', 'count', 'a digit above 0.5', 'above 0.9', 'longest, ms'], rows);
}

async function readPictures(predictor: Predictor): Promise<string> {
  const rows: string[][] = [];
  for (const [name, make] of Object.entries(busyPictures)) {
    const { found, confidence, milliseconds } = answerTo(await make(), predictor);
    const answer = found === 0 ? 'no digits' : `${found}, highest confidence ${confidence.toFixed(2)}`;
    rows.push([name, answer]);
    console.log(name, answer, `${milliseconds.toFixed(0)} ms`);
  }
  return table(['picture', 'digits found'], rows);
}

/** Three lines of digits on a photo of 4000x3000 pixels, as a JPEG file. */
async function largePhoto(): Promise<Buffer> {
  const { test } = loadEmbedded();
  if (test === null) throw new Error('the embedded digits have no test part');
  for (let n = 0; ; n++) {
    const { image, text } = formPicture('sheet', test, SEED, n);
    if (text.split(' ').length !== 3) continue;
    const raw = { width: image.width, height: image.height, channels: 1 } as const;
    return sharp(image.data, { raw }).resize(4000, 3000, { fit: 'fill' }).jpeg().toBuffer();
  }
}

async function readLarge(predictor: Predictor): Promise<string> {
  const file = await largePhoto();
  const small = { width: 260, height: 260, fit: 'fill' } as const;
  const crop = await sharp(file).resize(small).png().toBuffer();
  const rows: string[][] = [];
  for (const [name, bytes] of [
    ['260x260, PNG', crop],
    ['12 megapixels, JPEG', file],
  ] as const) {
    const times: number[] = [];
    for (let again = 0; again < 5; again++) {
      const start = performance.now();
      const { picture, scale } = await decodeImage(bytes, name);
      recognize(picture, predictor, { scale });
      times.push(performance.now() - start);
    }
    const memory = process.resourceUsage().maxRSS / 1024;
    rows.push([name, times.sort((a, b) => a - b)[2].toFixed(0), memory.toFixed(0)]);
    console.log(rows.at(-1)?.join('  '));
  }
  return table(['picture of three lines', 'ms (median of 5)', 'memory of the process at most, MB'], rows);
}

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? SHEETS);
  const predictor = await openPredictor(await loadShippedModel());
  // first, because the peak memory of a process never decreases
  console.log(await readLarge(predictor));
  writeBlock(document, 'busy', await readPictures(predictor));
  console.log(await readSheets(predictor, count));
  predictor.close();
}

await main();
