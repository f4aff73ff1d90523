/** HDF5 files are read in a thread that can be lost without harm. */

import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { type Hdf5Limits, Hdf5Reader } from '../../src/node/hdf5-reader.ts';

const file = readFileSync(new URL('../fixtures/exchange/keras-mlp.weights.h5', import.meta.url));
const readers: Hdf5Reader[] = [];
afterEach(async () => {
  for (const reader of readers.splice(0)) await reader.close();
});

function readerOf(limits?: Hdf5Limits, program?: string): Hdf5Reader {
  const entry = program === undefined ? [] : [new URL(`data:text/javascript,${encodeURIComponent(program)}`)];
  const reader = new Hdf5Reader(limits, ...entry);
  readers.push(reader);
  return reader;
}

const onMessage = (act: string): string =>
  `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { ${act} });`;

describe('Hdf5Reader', () => {
  test('reads one file after the other, bad ones between', async () => {
    const reader = readerOf();
    const bytes = Uint8Array.from(file);
    for (let k = 0; k < 2; k++) {
      const { arrays } = await reader.read(bytes, 'net');
      expect(arrays.get('layers/dense/vars/0')?.dims).toEqual([784, 8]);
      await expect(reader.read(bytes.subarray(0, 900), 'net')).rejects.toThrow(
        /^net: not an HDF5 file that can be read: /,
      );
    }
  });

  test.each([
    ['a loop without end', onMessage('for (;;);'), 'it takes more than 1 s'],
    ['a failure', onMessage('throw new Error("out of bounds")'), 'out of bounds'],
    ['an end', onMessage('process.exit(3)'), 'what reads it came to an end'],
    [
      'too much memory',
      onMessage('for (const all = []; ; ) all.push(new Array(1000).fill(all.length));'),
      'memory limit',
    ],
  ])('%s in the thread is an error of the file', async (_, program, message) => {
    const reading = readerOf({ seconds: program.includes('(;;)') ? 1 : 60, megabytes: 32 }, program).read(
      file,
      'net',
    );
    await expect(reading).rejects.toThrow(ModelError);
    await expect(reading).rejects.toThrow(message);
  });
});
