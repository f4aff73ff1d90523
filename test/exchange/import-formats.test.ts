/** Files that people have at hand and that are no networks: each is called what it is. */

import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { importFormat } from '../../src/exchange/import-formats.ts';
import { readKerasArchive } from '../../src/exchange/keras/archive.ts';
import { importSafetensors } from '../../src/exchange/safetensors/import.ts';

test.each([
  [
    'a pickle of any protocol',
    Uint8Array.of(0x80, 5, 0x95, 0, 0),
    'it: is a pickle, which could run arbitrary code; nn import supports',
  ],
  ['a pointer of Git LFS', strToU8('version https://git-lfs.github.com/spec/v1\noid'), '`git lfs pull`'],
  ['a web page', strToU8('<!DOCTYPE html>'), 'it: is a web page'],
  ['text', strToU8('root:x:0:0:root:/root:/bin/bash\n'), 'it: is text and not a model; nn import supports'],
  [
    'text in Chinese',
    strToU8('# nn\n\nEnglish | [简体中文](README.zh-CN.md)'),
    'it: is text and not a model; nn',
  ],
  ['a model file', strToU8('{"format": "nn-model"}'), 'it: is JSON; a model file of nn needs no import'],
  ['a picture', strToU8('\x89PNG\r\n\x1a\n', true), 'it: is a picture; nn predict reads it'],
  ['a TIFF', strToU8('II*\0\x08\0\0\0', true), 'it: is a picture; nn predict reads it'],
  ['an array', strToU8('\x93NUMPY\x01\0', true), 'it: is an array of NumPy and no network'],
  ['gzip', Uint8Array.of(0x1f, 0x8b, 8, 0), 'it: is packed by gzip; unpack it first'],
  ['nothing', new Uint8Array(), 'it: is empty'],
])('%s', (_, bytes, message) => {
  expect(() => importFormat(bytes, 'it')).toThrow(message);
});

test.each([
  ['archive/data.pkl', 'it: is a checkpoint of PyTorch, a pickle'],
  ['x_train.npy', 'it: holds arrays of NumPy'],
  ['readme.txt', 'it: is a zip without config.json'],
])('a zip with %s', (name, message) => {
  expect(() => readKerasArchive(zipSync({ [name]: strToU8('x') }), 'it')).toThrow(message);
});

test('batch normalisation in safetensors is called so, whatever the type of its counter', () => {
  const header = strToU8(
    JSON.stringify({ 'bn.num_batches_tracked': { dtype: 'I64', shape: [], data_offsets: [0, 8] } }),
  );
  const file = new Uint8Array(8 + header.length + 8);
  new DataView(file.buffer).setBigUint64(0, BigInt(header.length), true);
  file.set(header, 8);
  expect(() => importSafetensors(file, 'it', { network: 'dense 10' })).toThrow(
    'has no place in the network: batch normalisation is folded in from ONNX',
  );
});
