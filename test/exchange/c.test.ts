/** Exported C headers, compiled with all warnings as errors, against `predict`: the same bits. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CWeights, exportC } from '../../src/exchange/c/export.ts';
import { quantizedModel } from '../../src/exchange/quantize.ts';
import type { Model } from '../../src/network/model.ts';
import { exhaustive } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { modelOf, nets } from './support/architectures.ts';
import { compilers, cxx, isInstalled } from './support/compilers.ts';
import { compareAnswers, predictions, testDigits } from './support/digits.ts';

const MAIN = `#include <stdio.h>
#include "model.h"
int main(void)
{
    uint8_t pixels[784];
    float probabilities[10];
    while (fread(pixels, 1, 784, stdin) == 784) {
        int digit = nn_predict(pixels, probabilities);
        int k;
        for (k = 0; k < 10; k++) {
            if (probabilities[k] > probabilities[digit]) return 1;
        }
        fwrite(probabilities, sizeof(float), 10, stdout);
    }
    return 0;
}
`;
const FLAGS = ['-std=c99', '-O2', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-ffp-contract=off'];

const folder = suiteFolder();
let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
  writeFileSync(join(folder, 'main.c'), MAIN);
});

function runC(compiler: string, model: Model, weights: CWeights): Float32Array {
  writeFileSync(join(folder, 'model.h'), [...exportC(model, weights)].join(''));
  const program = join(folder, `program-${compiler}`);
  execFileSync(compiler, [...FLAGS, join(folder, 'main.c'), '-o', program]);
  const out = execFileSync(program, { input: images, maxBuffer: 1 << 26 });
  return new Float32Array(out.buffer.slice(out.byteOffset, out.byteOffset + out.length));
}

describe.each(compilers)('%s', (compiler) => {
  const missing = !isInstalled(compiler);
  if (missing) console.info(`skipped: there is no ${compiler}`);

  // the compilers take turns in a sample; each is given int8 below
  const taken = nets.filter((_, n) => exhaustive || n % compilers.length === compilers.indexOf(compiler));
  test.skipIf(missing).each(taken)('$network: the very probabilities of nn predict', async (net) => {
    const model = modelOf(net);
    const expected = await predictions(model, images);
    expect(compareAnswers(expected, runC(compiler, model, 'float32'))).toEqual({ others: 0, apart: 0 });
  });

  test.skipIf(missing).each([nets[2], nets[6]])(
    '$network with int8: what quantizedModel gives',
    async (net) => {
      const model = modelOf(net);
      const expected = await predictions(quantizedModel(model), images);
      const { others, apart } = compareAnswers(expected, runC(compiler, model, 'int8'));
      expect(others).toBeLessThanOrEqual(1);
      expect(apart).toBeLessThan(1e-5);
    },
  );
});

test('the header asks for nothing but stdint.h, allocates nothing', async () => {
  const text = [...exportC(modelOf(nets[9]))].join('');
  expect(text.match(/#include.*/g)).toEqual(['#include <stdint.h>']);
  expect(text).not.toMatch(/\b(malloc|calloc|alloca|expf|tanhf|memcpy)\b/);
});

test.skipIf(!isInstalled(cxx))('C++ takes it too', () => {
  writeFileSync(join(folder, 'model.h'), [...exportC(modelOf(nets[9]))].join(''));
  execFileSync(cxx, [
    '-std=c++11',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-x',
    'c++',
    '-c',
    join(folder, 'main.c'),
    '-o',
    join(folder, 'main.o'),
  ]);
});

test('names cannot end the comment', () => {
  const [comment] = [...exportC(modelOf(nets[2]))];
  expect(comment.indexOf('*/')).toBe(comment.length - 3);
});

test('8 bits: each weight within half a step, the largest exact', () => {
  const model = modelOf(nets[1]);
  const [weights] = model.parameters;
  const [rounded] = quantizedModel(model).parameters;
  for (let o = 0; o < 32; o++) {
    const column = Array.from({ length: 784 }, (_, i) => i * 32 + o);
    const largest = Math.max(...column.map((k) => Math.abs(weights[k])));
    for (const k of column) {
      expect(Math.abs(weights[k] - rounded[k])).toBeLessThanOrEqual((largest / 254) * 1.001);
    }
  }
});
