/** Whatever happens to a foreign model: it is read, and what it gives is usable, or it is refused in one line. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Imported } from '../../src/exchange/import-options.ts';
import { importOnnx } from '../../src/exchange/onnx/import.ts';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { importSafetensors } from '../../src/exchange/safetensors/import.ts';
import { modelOf, nets } from './support/architectures.ts';
import { mustBeOurs, mustBeUsable, mutate, mutation, runs, seed } from './support/mutation.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/exchange/${name}`, import.meta.url));

const kinds: readonly (readonly [name: string, file: Uint8Array, read: (bytes: Uint8Array) => Imported])[] = [
  ['ONNX of PyTorch', fixture('torch-global-script.onnx'), (bytes) => importOnnx(bytes, 'it')],
  [
    'ONNX with batch normalisation',
    fixture('torch-batchnorm-dynamo.onnx'),
    (bytes) => importOnnx(bytes, 'it'),
  ],
  ['ONNX with GELU in parts', fixture('torch-gelu-script.onnx'), (bytes) => importOnnx(bytes, 'it')],
  ['safetensors', exportSafetensors(modelOf(nets[8])), (bytes) => importSafetensors(bytes, 'it')],
];

describe('a mutated file is either read or refused with an error of ours, within bounds', () => {
  test.each(kinds.map(([name, file, read]) => ({ name, file, read })))(
    '$name',
    ({ file, read }) => {
      fc.assert(
        fc.property(mutation, (change) => {
          const before = process.cpuUsage(); // the clock would tell how busy the machine is
          try {
            mustBeUsable(read(mutate(file, change)));
          } catch (error) {
            mustBeOurs(error);
          }
          const { user, system } = process.cpuUsage(before);
          expect(user + system).toBeLessThan(25e6);
        }),
        { numRuns: runs, seed },
      );
      expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    },
    900_000 + runs * 1000,
  );
});

describe('small files that ask for much', () => {
  const varint = (number: number): number[] =>
    number < 128 ? [number] : [(number & 127) | 128, ...varint(Math.floor(number / 128))];
  const field = (number: number, bytes: readonly number[]): number[] => [
    ...varint(number * 8 + 2),
    ...varint(bytes.length),
    ...bytes,
  ];

  test('half a million empty nodes', () => {
    const nodes = Array.from({ length: 500_000 }, () => [0x0a, 0x00]).flat();
    expect(() => importOnnx(Uint8Array.from(field(7, nodes)), 'it')).toThrow(
      'it: not an ONNX file: it has more parts than are allowed',
    );
  });

  test('a list of a million shape numbers', () => {
    const dims = Array.from({ length: 1_000_000 }, () => 1);
    const tensor = field(5, field(1, dims));
    expect(() => importOnnx(Uint8Array.from(field(7, tensor)), 'it')).toThrow('more parts than are allowed');
  });

  test('a safetensors header that says that tensors share their bytes', () => {
    const entry = { dtype: 'F32', shape: [1024], data_offsets: [0, 4096] };
    const header = JSON.stringify(
      Object.fromEntries(Array.from({ length: 5000 }, (_, k) => [`t${k}.weight`, entry])),
    );
    const file = new Uint8Array(8 + header.length + 4096);
    new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
    file.set(new TextEncoder().encode(header), 8);
    expect(() => importSafetensors(file, 'it')).toThrow('shares its bytes with another tensor');
  });
});
