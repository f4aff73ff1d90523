/** Exported safetensors files: the names and layouts of PyTorch, loaded by the Python that the command prints. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { readTensors } from '../../src/exchange/safetensors/file.ts';
import { torchCode } from '../../src/exchange/safetensors/pytorch.ts';
import { samples } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { modelOf, nets } from './support/architectures.ts';
import { compareAnswers, predictions, testDigits } from './support/digits.ts';
import { runPython, withoutPackages } from './support/python.ts';

const folder = suiteFolder();
let images: Uint8Array;
beforeAll(async () => {
  images = await testDigits();
});

test('names, shapes and the order of numbers', () => {
  const model = modelOf(nets[6]); // conv 4 5x5, relu, maxpool, conv 6 3x3, relu, maxpool, flatten, dense 20, relu, dense 10
  const { tensors, metadata } = readTensors(exportSafetensors(model), 'net');
  expect(tensors.map(({ name, dims }) => [name, dims])).toEqual([
    ['0.weight', [4, 1, 5, 5]],
    ['0.bias', [4]],
    ['3.weight', [6, 4, 3, 3]],
    ['3.bias', [6]],
    ['7.weight', [20, 216]],
    ['7.bias', [20]],
    ['9.weight', [10, 20]],
    ['9.bias', [10]],
  ]);
  expect(metadata.format).toBe('pt');
  const [, , filters, , hidden] = tensors;
  const own = model.parameters;
  // filter 2, channel 1, row 0, column 2; there: row, column, channel
  expect(filters.numbers[((2 * 4 + 1) * 3 + 0) * 3 + 2]).toBe(own[2][2 * 36 + (0 * 3 + 2) * 4 + 1]);
  // output 5 of channel 3, row 1, column 4 of 6 x 6 x 6
  expect(hidden.numbers[5 * 216 + (3 * 6 + 1) * 6 + 4]).toBe(own[4][((1 * 6 + 4) * 6 + 3) * 20 + 5]);
});

const missing = withoutPackages('torch', 'safetensors');

describe(`PyTorch${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test.skipIf(missing !== null).each(nets.slice(0, samples(2, nets.length)))(
    'reads as nn does: $network',
    async (net) => {
      const model = modelOf(net);
      writeFileSync(join(folder, 'net.safetensors'), exportSafetensors(model));
      const code = torchCode(model, 'net.safetensors').replace(
        /^images = .*$/m,
        'import sys\nimages = torch.frombuffer(bytearray(sys.stdin.buffer.read()), dtype=torch.uint8).reshape(-1, 1, 28, 28)',
      );
      const write = 'sys.stdout.buffer.write(bytes(probabilities.flatten().view(torch.uint8).tolist()))';
      const out = runPython(`${code}\n${write}\n`, images, folder);
      const probabilities = new Float32Array(out.buffer.slice(out.byteOffset, out.byteOffset + out.length));
      const { others, apart } = compareAnswers(await predictions(model, images), probabilities);
      expect(others).toBe(0);
      // PyTorch's tanh on several threads is not the same from call to call: its own answers differ by up to 4e-5
      expect(apart).toBeLessThan(net.network.includes('tanh') ? 1e-4 : 1e-5);
    },
  );
});
