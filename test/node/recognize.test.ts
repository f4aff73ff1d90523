/** One call reads whatever holds an image. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  createKernels,
  digitsOf,
  ImageError,
  Predictor,
  readImage,
  readModel,
  recognize,
} from '../../src/index.ts';
import { root } from '../support/markdown.ts';

const path = join(root, 'docs', 'five.jpg');
const model = await readModel(join(root, 'models', 'digits.json'));
const kernels = await createKernels({ threads: 1 });
const predictor = new Predictor(model, kernels, 32);
afterAll(() => kernels.close());

test('a path, a Buffer, bytes, and pixels, of a model, several, and a Predictor: the same answer', async () => {
  const { picture, scale } = await readImage(path);
  const buffer = readFileSync(path);
  const expected = recognize(picture, predictor, { scale });
  expect(digitsOf(expected).map(({ digit }) => digit)).toEqual([5]);
  for (const source of [path, buffer, new Uint8Array(buffer), picture]) {
    expect(await recognize(source, predictor)).toEqual(expected);
  }
  for (const reader of [model, [model]]) expect(await recognize(path, reader)).toEqual(expected);
});

test('the box is in pixels of the file, however large that is', async () => {
  const { default: sharp } = await import('sharp');
  const large = await sharp(path).resize(1570, 1500).png().toBuffer();
  const boxOf = async (source: string | Uint8Array): Promise<number> =>
    digitsOf(await recognize(source, predictor))[0].decisions?.box.height ?? 0;
  const ratio = (await boxOf(large)) / (await boxOf(path));
  expect(ratio).toBeGreaterThan(4.5);
  expect(ratio).toBeLessThan(5.5);
});

test('what cannot be read rejects; what shows no digit says so', async () => {
  await expect(recognize('none.jpg', model)).rejects.toThrow(ImageError);
  await expect(recognize(new Uint8Array(9), model)).rejects.toThrow(ImageError);
  const blank = { width: 200, height: 100, data: new Uint8Array(20000).fill(250) };
  expect(recognize(blank, model)).toMatchObject({ lines: [], reason: expect.any(String) });
});
