/** Whatever happens to a foreign model: it is read, and what it gives is usable, or it is refused in one line. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NnError } from '../../src/errors.ts';
import type { Imported } from '../../src/exchange/import-options.ts';
import { importOnnx } from '../../src/exchange/onnx/import.ts';
import { exportSafetensors } from '../../src/exchange/safetensors/export.ts';
import { importSafetensors } from '../../src/exchange/safetensors/import.ts';
import { countParameters } from '../../src/network/model-size.ts';
import { modelOf, nets } from './support/architectures.ts';

/** Mutations of each kind of file; NN_MUTATIONS=100000 for the long run. */
const runs = Number(process.env.NN_MUTATIONS ?? 300);
const seed = Number(process.env.NN_MUTATION_SEED ?? 20240);

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

/** Bytes set anywhere or near the ends, where structure is, then perhaps cut short, with a part repeated or left out. */
const place = fc.oneof(
  fc.nat(),
  fc.nat(400),
  fc.nat(2500).map((k) => -1 - k),
);
const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
const mutation = fc.record({
  bytes: fc.array(fc.tuple(place, value), { maxLength: 8 }),
  at: place,
  length: fc.nat(64),
  splice: fc.constantFrom('none', 'none', 'none', 'cut', 'repeat', 'omit'),
});

type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, { bytes: changes, at, length, splice }: Mutation): Uint8Array {
  const out = Uint8Array.from(bytes);
  const within = (k: number): number => ((k % out.length) + out.length) % out.length;
  for (const [where, byte] of changes) out[within(where)] = byte;
  const from = within(at);
  if (splice === 'cut') return out.subarray(0, from);
  if (splice === 'repeat') return Buffer.concat([out.subarray(0, from + length), out.subarray(from)]);
  if (splice === 'omit') return Buffer.concat([out.subarray(0, from), out.subarray(from + length)]);
  return out;
}

describe('a mutated file is either read or refused with an error of ours, soon and within bounds', () => {
  test.each(kinds.map(([name, file, read]) => ({ name, file, read })))(
    '$name',
    ({ file, read }) => {
      fc.assert(
        fc.property(mutation, (change) => {
          const before = process.cpuUsage(); // the clock would tell how busy the machine is
          try {
            const { model } = read(mutate(file, change));
            const numbers = model.parameters.reduce((sum, { length }) => sum + length, 0);
            expect(numbers).toBe(countParameters(model.architecture));
            expect(model.parameters.every((list) => list.every(Number.isFinite))).toBe(true);
          } catch (error) {
            if (!(error instanceof NnError)) throw error;
            expect(error.message).toMatch(/^it: [^\n\r]*$/);
            expect(error.message.length).toBeLessThan(600);
          }
          const { user, system } = process.cpuUsage(before);
          expect(user + system).toBeLessThan(25e6);
        }),
        { numRuns: runs, seed },
      );
      expect(process.memoryUsage().rss).toBeLessThan(1.5e9);
    },
    900_000 + runs * 50,
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
