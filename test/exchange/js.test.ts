/** Exported JavaScript modules against `predict`: the same bits. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { exportJs } from '../../src/exchange/js/export.ts';
import type { Prediction } from '../../src/network/predict.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { modelOf, nets } from './support/architectures.ts';
import { predictions, testDigits } from './support/digits.ts';

interface ReaderModule {
  readonly labels: readonly (number | string)[];
  predict(pixels: ArrayLike<number>): Prediction;
}

const folder = suiteFolder();
let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
});

async function load(index: number): Promise<ReaderModule> {
  const path = join(folder, `net-${index}.mjs`);
  const text = [...exportJs(modelOf(nets[index]))].join('');
  expect(text).not.toMatch(/^import\b|\bimport\(|\brequire\(/m);
  writeFileSync(path, text);
  return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as ReaderModule;
}

test.each(nets.map((net, index) => ({ ...net, index })))(
  '$network: the very answers of nn predict',
  async ({ index, classNames }) => {
    const { predict, labels } = await load(index);
    expect(labels).toEqual(classNames ?? [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const expected = await predictions(modelOf(nets[index]), images);
    for (const [n, { digit, confidence, probabilities }] of expected.entries()) {
      const read = predict(images.subarray(n * 784, (n + 1) * 784));
      if (read.digit !== digit || probabilities.some((p, k) => !Object.is(p, read.probabilities[k]))) {
        expect(read, `image ${n}`).toEqual({ digit, confidence, probabilities });
      }
    }
  },
);

test('takes plain arrays, and 784 numbers alone', async () => {
  const { predict } = await load(0);
  const pixels = images.subarray(0, 784);
  expect(predict([...pixels])).toEqual(predict(pixels));
  expect(() => predict(new Uint8Array(783))).toThrow('expected 784 bytes, got 783');
});
