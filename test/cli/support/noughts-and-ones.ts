/** Drawings of 0 and 1, which any network distinguishes, and which are fast to draw. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { preprocess } from '../../../src/image/preprocess.ts';
import { encodeGreyPng } from '../../../src/node/decode.ts';
import { digitLine } from '../../../synthetic/digit-line.ts';
import { idxBytes, idxLabels } from '../../support/idx-bytes.ts';
import { nn, plainly } from './nn.ts';

const SIDE = 28;

/** Dark ink on white, 28x28. */
function drawing(digit: 0 | 1, variant = 0): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE).fill(255);
  for (let y = 4; y < 24; y++) {
    for (let x = 6; x < 22; x++) {
      const radius = Math.hypot((x - 13.5) / 7, (y - 13.5) / 9.5);
      const ink = digit === 1 ? x === 13 || x === 14 : radius > 0.7 && radius < 1;
      if (ink) pixels[y * SIDE + x] = variant * 3;
    }
  }
  return pixels;
}

const negative = (pixels: Uint8Array): Uint8Array => pixels.map((value) => 255 - value);

export async function drawingPng(digit: 0 | 1): Promise<Uint8Array> {
  return encodeGreyPng(drawing(digit), SIDE, SIDE);
}

/** In MNIST's form: light ink on black. */
export async function formPng(digit: 0 | 1): Promise<Uint8Array> {
  return encodeGreyPng(negative(drawing(digit)), SIDE, SIDE);
}

/** Several digits in a line. @param gap in heights; below 0 they touch */
export async function linePng(digits: readonly (0 | 1)[], gap: number, seed = 1): Promise<Uint8Array> {
  const forms = digits.map((digit) => negative(drawing(digit)));
  const { width, height, data } = digitLine(forms, gap, seed);
  return encodeGreyPng(data, width, height);
}

/** Makes a folder with a model for 0 and 1, images of both, and some that cannot be read. */
export async function makeReaderFolder(): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'nn-test-'));
  const digits = ([0, 1] as const).flatMap((digit) =>
    Array.from({ length: 20 }, (_, variant) => ({ digit, picture: drawing(digit, variant) })),
  );
  const forms = digits.map(
    ({ picture }) => preprocess({ width: SIDE, height: SIDE, channels: 1, data: picture }).pixels,
  );
  const data = join(cwd, 'data');
  mkdirSync(data);
  const images = idxBytes({ dimensions: [forms.length, SIDE, SIDE], elements: Buffer.concat(forms) });
  writeFileSync(join(data, 'train-images-idx3-ubyte'), images);
  writeFileSync(join(data, 'train-labels-idx1-ubyte'), idxLabels(...digits.map(({ digit }) => digit)));
  for (const digit of [0, 1] as const) writeFileSync(join(cwd, `${digit}.png`), await drawingPng(digit));
  const blank = new Uint8Array(SIDE * SIDE).fill(255);
  writeFileSync(join(cwd, 'blank.png'), await encodeGreyPng(blank, SIDE, SIDE));
  writeFileSync(join(cwd, 'empty.png'), '');
  writeFileSync(join(cwd, 'text.png'), 'no picture at all');
  const quick = [...plainly, '--batch-size', '4', '--dropout', '0.3', '--lr', '0.01', '--quiet'];
  const train = ['train', '--data', 'data', '--hidden', '8', '--epochs', '20', '--validation', '0', ...quick];
  expect(await nn(train, { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  return cwd;
}
