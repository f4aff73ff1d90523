/** What a compressed data set unpacks to is bounded by its size: blank images pack to a thousandth. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { readNpz } from '../../src/dataset/npz.ts';
import { DataError } from '../../src/errors.ts';
import { readCsvFile } from '../../src/node/dataset/csv-file.ts';
import { readIdxImagesFile } from '../../src/node/dataset/idx-folder.ts';
import { idxBytes } from '../support/idx-bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'nn-packed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const COUNT = 120_000;
const blank = new Uint8Array(COUNT * 784);

/** Files below a megabyte. */
function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  expect(bytes.length).toBeLessThan(1e6);
  writeFileSync(path, bytes);
  return path;
}

const tooLarge = (run: Promise<unknown> | (() => unknown)) => {
  const check = expect(run);
  const said = /(is too large: more than \d+ bytes|holds more than \d+ images); use a part of it/;
  return typeof run === 'function' ? check.toThrow(said) : check.rejects.toThrow(said);
};

test('CSV, IDX and .npz files of blank images', async () => {
  const csv = gzipSync(Buffer.alloc(60_000 * 1570, `0${',0'.repeat(784)}\n`));
  await tooLarge(readCsvFile(write('blank.csv.gz', csv)));
  for (const text of ['\n', '0', '\0']) {
    const path = write('bomb.csv.gz', gzipSync(Buffer.alloc(20e6, text)));
    await expect(readCsvFile(path), JSON.stringify(text)).rejects.toThrow(DataError);
  }
  const idx = idxBytes({ type: 8, dimensions: [COUNT, 28, 28], elements: blank });
  await tooLarge(readIdxImagesFile(write('blank-images-idx3-ubyte.gz', gzipSync(idx))));
  const header = `{'descr': '|u1', 'fortran_order': False, 'shape': (${COUNT}, 784), }`.padEnd(117);
  const npy = Buffer.concat([Buffer.from(`\x93NUMPY\x01\0\x76\0${header}\n`, 'latin1'), blank]);
  const npz = zipSync({ 'x_train.npy': npy });
  expect(npz.length).toBeLessThan(1e6);
  tooLarge(() => readNpz(npz, 'blank.npz'));
});

test('values in odd forms are refused, which cost ten times as much as others, and so are many empty lines', async () => {
  const row = (value: string): string => `7${`,${value}`.repeat(784)}\n`;
  const read = (text: string) => readCsvFile(write('odd.csv.gz', gzipSync(text)));
  await expect(read(row('0') + row('0\f'))).rejects.toThrow('line 2 has pixel 0 of "0"');
  const { train } = await read(row('0.5') + row('1e-30'));
  expect(train?.images.slice(784)).toEqual(new Uint8Array(784));
  const spaced = `${row('0')}${'\n \n'.repeat(6000)}`;
  await expect(read(spaced)).rejects.toThrow('line 10003 is one of more than 10001 empty lines; remove them');
  const alternating = await read(`${row('0')}\n`.repeat(500));
  expect(alternating.train?.count).toBe(500);
});
