/** safetensors files that come in: our own, and PyTorch's with `--network`. */

import { describe, expect, test } from 'vitest';
import { NnError } from '../../src/errors.ts';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { readTensors, writeTensors } from '../../src/exchange/safetensors/file.ts';
import { importSafetensors } from '../../src/exchange/safetensors/import.ts';
import { modelOf, nets } from './support/architectures.ts';

describe('import', () => {
  test.each(nets)('what was exported comes back: $network', (net) => {
    const model = modelOf(net);
    expect(importSafetensors(exportSafetensors(model), 'net', {}).model).toEqual(model);
  });

  test('--network takes tensors of any names, by their natural order and shapes', () => {
    const model = modelOf(nets[6]);
    const { tensors } = readTensors(exportSafetensors(model), 'net');
    const names = ['conv1', 'conv2', 'fc10', 'fc9'];
    const renamed = tensors.map((tensor, k) => ({
      ...tensor,
      name: `${names[k >> 1]}.${tensor.name.split('.')[1]}`,
    }));
    const file = writeTensors({ tensors: renamed.reverse(), metadata: {} });
    const { parameters, architecture } = importSafetensors(file, 'net', { network: nets[6].network }).model;
    expect(architecture).toEqual(model.architecture);
    expect(parameters).toEqual(model.parameters);
  });

  const plain = writeTensors({ ...readTensors(exportSafetensors(modelOf(nets[1])), 'x'), metadata: {} });
  test.each([
    [{}, /has weights and no architecture; .*`network: 'dense/],
    [{ network: 'dense 10' }, /^net: .*dense 10 takes 10 x 784/],
    [{ network: 'dense 31, relu, dense 10' }, /^net: .*dense 31 takes 31 x 784/],
    [{ network: 'dense 32, relu, dense 10, relu, dense 10' }, /^net: /],
  ])('refuses what does not fit: %j', (options, message) => {
    expect(() => importSafetensors(plain, 'net', options)).toThrow(NnError);
    expect(() => importSafetensors(plain, 'net', options)).toThrow(message);
  });

  test('half precision and double precision are read', () => {
    const file = (dtype: string, bytes: number[]): Uint8Array => {
      const header = JSON.stringify({ a: { dtype, shape: [1], data_offsets: [0, bytes.length] } }).padEnd(96);
      return Uint8Array.from([96, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode(header), ...bytes]);
    };
    const read = (dtype: string, bytes: number[]): number =>
      readTensors(file(dtype, bytes), 'x').tensors[0].numbers[0];
    expect(read('F16', [0x00, 0x3e])).toBe(1.5);
    expect(read('F16', [0x01, 0x80])).toBe(-(2 ** -24));
    expect(read('BF16', [0xc0, 0x3f])).toBe(1.5);
    expect(read('F64', [0, 0, 0, 0, 0, 0, 0xf8, 0xbf])).toBe(-1.5);
    expect(() => read('I64', [0, 0, 0, 0, 0, 0, 0, 0])).toThrow('x: "a": numbers of type "I64"');
  });
});
