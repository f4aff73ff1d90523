/** Mutated files of Keras, whose HDF5 a C library reads: they are read or refused, whatever becomes of that library. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import type { Imported } from '../../src/exchange/import-options.ts';
import { readKerasArchive } from '../../src/exchange/keras/archive.ts';
import { importKeras } from '../../src/exchange/keras/import.ts';
import { Hdf5Reader } from '../../src/node/hdf5-reader.ts';
import { mustBeOurs, mustBeUsable, mutate, mutation, runs, seed } from './support/mutation.ts';

const fixture = (name: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/exchange/${name}`, import.meta.url));

const { config, weights } = readKerasArchive(fixture('keras-functional.keras'), 'it');
const reader = new Hdf5Reader();
afterAll(() => reader.close());

type Read = (bytes: Uint8Array) => Promise<Imported>;

const kinds: readonly (readonly [name: string, file: Uint8Array, read: Read])[] = [
  [
    'HDF5 of a whole net, in the older format',
    fixture('keras-mlp.h5'),
    async (bytes) => importKeras(null, await reader.read(bytes, 'it'), 'it'),
  ],
  ['HDF5 of weights', weights, async (bytes) => importKeras(config, await reader.read(bytes, 'it'), 'it')],
  [
    'the archive',
    fixture('keras-functional.keras'),
    async (bytes) => {
      const archive = readKerasArchive(bytes, 'it');
      return importKeras(archive.config, await reader.read(archive.weights, 'it'), 'it');
    },
  ],
];
const numRuns = Math.ceil(process.env.NN_MUTATIONS === undefined ? runs / 10 : runs);

describe('a mutated file is either read or refused with an error of ours, within bounds', () => {
  test.each(kinds.map(([name, file, read]) => ({ name, file, read })))(
    '$name',
    async ({ file, read }) => {
      const property = fc.asyncProperty(mutation, async (change) => {
        try {
          mustBeUsable(await read(mutate(file, change)));
        } catch (error) {
          mustBeOurs(error);
        }
      });
      await fc.assert(property, { numRuns, seed });
      expect(process.memoryUsage().rss).toBeLessThan(2.5e9); // 1 GB of it may be the library's
    },
    60_000 + numRuns * 1000,
  );

  test('what the net says of itself', async () => {
    const contents = await reader.read(weights, 'it');
    const text = new TextEncoder().encode(config);
    const property = fc.property(mutation, (change) => {
      try {
        mustBeUsable(importKeras(new TextDecoder().decode(mutate(text, change)), contents, 'it'));
      } catch (error) {
        mustBeOurs(error);
      }
    });
    fc.assert(property, { numRuns: runs, seed });
  }, 600_000);
});
