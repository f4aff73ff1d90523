/** Files of about a megabyte of each kind that `nn` reads, each as expensive as its kind allows. */

import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { limitFor, limits } from '../src/limits/limits.ts';
import { formatModel } from '../src/network/model-file.ts';
import { Random } from '../src/random.ts';
import { bmpHeader } from '../test/image/support/bmp-bytes.ts';
import { pngChunk } from '../test/image/support/png-bytes.ts';
import { npyBytes } from '../test/support/npz-bytes.ts';
import { smallModel } from '../test/support/small-model.ts';

export type Kind = 'model' | 'config' | 'checkpoint' | 'data' | 'folder' | 'picture' | 'foreign';

export interface HostileFile {
  readonly name: string;
  readonly kind: Kind;
  readonly make: (size: number) => Promise<Uint8Array> | Uint8Array;
  /** Other files that belong to it. */
  readonly beside?: Readonly<Record<string, (size: number) => Uint8Array>>;
}

const fixture = (name: string): Buffer =>
  readFileSync(join(fileURLToPath(new URL('../test/fixtures/exchange', import.meta.url)), name));

/** `start`, as many times `unit` as fit, and `end`. */
export function filled(start: string, unit: string, end: string, size: number): Buffer {
  const count = Math.floor((size - start.length - end.length) / unit.length);
  return Buffer.concat([Buffer.from(start), Buffer.alloc(count * unit.length, unit), Buffer.from(end)]);
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** A gzip file of that size, padded with zeros, which readers ignore. */
function gzipped(content: Uint8Array, size: number): Buffer {
  const packed = gzipSync(content, { level: 6 });
  return Buffer.concat([packed, Buffer.alloc(Math.max(0, size - packed.length))]);
}

/** The text of the small model with something else for one of its fields. */
function modelText(field: string, value: string): string {
  const text = [...formatModel(smallModel())].join('');
  const changed = text.replace(
    new RegExp(`"${field}":\\s?("[^"]*"|[^,\\n[{]+)`),
    () => `"${field}": ${value}`,
  );
  if (changed === text) throw new Error(`no ${field} in the model`);
  return changed;
}

const START = '{"format":"nn-model","version":2,';
const CHECKPOINT = '{"format":"nn-checkpoint","version":1,';

/** JSON of every shape that costs more than its size. `start` opens an object. */
function jsonFiles(kind: 'model' | 'config' | 'checkpoint', start: string): HostileFile[] {
  const of = (name: string, unit: string, before = '"x":[', after = '0]}'): HostileFile => ({
    name: `${name}.json`,
    kind,
    make: (size) => filled(start + before, unit, after, size),
  });
  return [
    of('objects', '{},'),
    of('lists', '[],'),
    of('numbers', '0,'),
    of('long-numbers', '1.2345678901234567e-300,'),
    of('texts', '"",'),
    of('escapes', '\\u0000', '"x":"', '"}'),
    of('one-number', '1', '"x":', '}'),
    of('keys', '"hidden":1,', '', '"hidden":1}'),
    of('prototypes', '"__proto__":{},', '', '"hidden":1}'),
    of('spaces', ' ', '', '"x":0}'),
    of('depth', '[', '"x":', ''),
    of('objects-in-each-other', '{"x":', '"x":', ''),
    {
      name: 'different-keys.json',
      kind,
      make: (size) =>
        bytesOf(
          `${start}${Array.from({ length: size / 10 }, (_, n) => `"${n.toString(36).padStart(4, 'k')}":1`).join()}}`,
        ),
    },
  ];
}

const modelFiles: readonly HostileFile[] = [
  ...jsonFiles('model', START),
  ...(
    [
      ['layers', 'tanh, '],
      ['dense-layers', 'dense 2, '],
      ['wide-layers', 'dense 100000, '],
      ['convolutions', 'conv 1 1x1, '],
      ['commas', ','],
      ['letters', 'x'],
      ['digits', '9'],
      ['sizes', '784-'],
    ] as const
  ).map(
    ([name, unit]): HostileFile => ({
      name: `network-${name}.json`,
      kind: 'model',
      make: (size) => bytesOf(modelText('network', `"${filled('', unit, 'dense 10', size).toString()}"`)),
    }),
  ),
  {
    name: 'sound.json',
    kind: 'model',
    make: (size) => {
      const hidden = Math.floor(size / 10_000);
      const random = Random.stream(1, 'sound');
      const weights = (length: number): Float32Array =>
        Float32Array.from({ length }, () => random.uniform() - 0.5);
      const model = {
        ...smallModel(),
        architecture: [
          { kind: 'dense', inputs: 784, outputs: hidden },
          { kind: 'relu' },
          { kind: 'dense', inputs: hidden, outputs: 10 },
        ] as const,
        parameters: [weights(784 * hidden), weights(hidden), weights(10 * hidden), weights(10)],
      };
      return bytesOf([...formatModel(model)].join(''));
    },
  },
];

const row = (value: string, separator = ','): string => `${Array(785).fill(value).join(separator)}\n`;

/** Gzipped text of equal lines, as much as the table of limits lets pass. */
const csv = (name: string, line: string): HostileFile => ({
  name: `${name}.csv.gz`,
  kind: 'data',
  make: (size) => {
    const most = Math.min(
      limitFor(limits.unpackedBytes, size),
      (limitFor(limits.packedCsvImages, size) - 1) * line.length,
    );
    return gzipped(filled(row('0'), line, '', most), size);
  },
});

const npz = (count: number, descr: string, bytes: number): Uint8Array =>
  npyBytes({ descr, shape: [count, 28, 28], elements: new Uint8Array(count * 784 * bytes) });

/** So many images pass in a file of that size. */
const mostImages = (size: number): number => limitFor(limits.packedImages, size);

/** A gzipped IDX file of zeros. */
function idx(size: number, ...sides: readonly number[]): Uint8Array {
  const count = mostImages(size);
  const head = Buffer.alloc(4 * (2 + sides.length));
  [0x800 + 1 + sides.length, count, ...sides].forEach((value, n) => void head.writeUInt32BE(value, 4 * n));
  return gzipped(Buffer.concat([head, Buffer.alloc(sides.reduce((a, b) => a * b, count))]), size);
}

const noise = (size: number): Uint8Array => randomFillSync(new Uint8Array(size));

const dataFiles: readonly HostileFile[] = [
  ...['train', 't10k'].map(
    (part): HostileFile => ({
      name: `${part}-images-idx3-ubyte.gz`,
      kind: 'folder',
      make: (size) => idx(size, 28, 28),
      beside: { [`${part}-labels-idx1-ubyte.gz`]: (size) => idx(size) },
    }),
  ),
  { name: 'zeros.csv', kind: 'data', make: (size) => filled('', row('0'), '', size) },
  { name: 'noise.csv', kind: 'data', make: (size) => noise(size) },
  { name: 'no-line-end.csv', kind: 'data', make: (size) => filled('', '0,', '0', size) },
  { name: 'empty-lines.csv', kind: 'data', make: (size) => filled('', '\n', '', size) },
  { name: 'long-names.csv', kind: 'data', make: (size) => filled('label', ',x', '\n', size) },
  csv('zeros', row('0')),
  csv('labelled', `7${row('0').slice(1, -2)}1\n`),
  csv('exponents', row('1e0')),
  csv('tiny', `7,0.5,${row('1e-300').slice(14)}`),
  csv('numpy', row('1.000000000000000000e+00').replace('1', '7')),
  csv('quoted', row('"0"')),
  csv('spaced', row(' 1').replace('1', '7')),
  csv('wide', `7${' '.repeat(14_000)}${row('0').slice(1)}`),
  csv('odd', row('\u00a00\f')),
  {
    name: 'lines-of-a-space.csv.gz',
    kind: 'data',
    make: (size) => gzipped(filled(row('0'), ' \n', '', limitFor(limits.unpackedBytes, size)), size),
  },
  {
    name: 'line-ends.csv.gz',
    kind: 'data',
    make: (size) => gzipped(filled(row('0'), '\n', '', limitFor(limits.unpackedBytes, size)), size),
  },
  { name: 'blank-images-idx3-ubyte.gz', kind: 'data', make: (size) => idx(size, 28, 28) },
  ...(
    [
      ['bytes', '|u1', 1],
      ['doubles', '<f8', 8],
      ['long', '<i8', 8],
    ] as const
  ).map(
    ([name, descr, bytes]): HostileFile => ({
      name: `${name}.npz`,
      kind: 'data',
      make: (size) => {
        const count = Math.min(
          mostImages(size - 50_000),
          Math.floor((limitFor(limits.unpackedBytes, size) - 1e6) / 784 / bytes),
        );
        const labels = npyBytes({ shape: [count], elements: new Uint8Array(count) });
        return zipSync({
          'x_test.npy': [npz(count, descr, bytes), { level: 6 }],
          'y_test.npy': labels,
          pad: [noise(size - 300_000), { level: 0 }],
        });
      },
    }),
  ),
  {
    name: 'entries.npz',
    kind: 'data',
    make: (size) =>
      zipSync(
        Object.fromEntries(Array.from({ length: size / 110 }, (_, n) => [`${n}.npy`, new Uint8Array(0)])),
      ),
  },
];

/** A PNG of 1 bit a pixel. */
function png(side: number, rowOf: (y: number) => Uint8Array, level = 9): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = Buffer.concat(
    Array.from({ length: side }, (_, y) => Buffer.concat([Buffer.from([0]), rowOf(y)])),
  );
  const chunks = [pngChunk('IHDR', header), pngChunk('IDAT', deflateSync(rows, { level }))];
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    ...chunks,
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A picture of random grey of about that size in the format. */
async function noisePicture(format: 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff', size: number): Promise<Buffer> {
  const side = Math.floor(Math.sqrt(size / (format === 'jpeg' || format === 'webp' ? 0.8 : 1.1)));
  return sharp(noise(side * side), { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .toFormat(format)
    .toBuffer();
}

async function blankPicture(format: 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff', side: number): Promise<Buffer> {
  const blank = sharp({ create: { width: side, height: side, channels: 3, background: 'white' } });
  return format === 'tiff'
    ? blank.tiff({ compression: 'deflate' }).toBuffer()
    : blank.toFormat(format).toBuffer();
}

const picture = (name: string, make: HostileFile['make']): HostileFile => ({ name, kind: 'picture', make });

const pictureFiles: readonly HostileFile[] = [
  ...(['png', 'jpeg', 'webp', 'gif', 'tiff'] as const).flatMap((format) => [
    picture(`noise.${format}`, (size) => noisePicture(format, size)),
    picture(`blank.${format}`, () => blankPicture(format, 5000)),
  ]),
  picture('dots.png', () => png(8000, (y) => new Uint8Array(1000).fill(y % 2 ? 0xff : 0x55))),
  picture('lines.png', () => png(8000, () => new Uint8Array(1000).fill(0x0f))),
  picture('noise-of-a-bit.png', (size) =>
    png(Math.floor(Math.sqrt(8 * size)), () => noise(Math.ceil(Math.sqrt(8 * size) / 8))),
  ),
  picture('noise.bmp', (size) => {
    const side = Math.floor(Math.sqrt(size / 3 - 100) / 4) * 4;
    return Buffer.concat([bmpHeader(side, side), noise(side * side * 3)]);
  }),
  picture('bits.pbm', (size) => {
    const side = Math.floor(Math.sqrt(8 * size) / 8) * 8 - 8;
    return Buffer.concat([Buffer.from(`P4 ${side} ${side}\n`), noise((side * side) / 8)]);
  }),
  picture('text.pgm', (size) => filled('P2 700 700 9\n', '9 ', '', size)),
  picture('comments.pgm', (size) => filled('P5\n', '#\n', '9 9 9\n', size)),
  picture('elements.svg', (size) =>
    filled(
      '<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000">',
      '<g filter="url(#a)">',
      '',
      size,
    ),
  ),
  picture('paths.svg', (size) =>
    filled('<svg xmlns="http://www.w3.org/2000/svg"><path d="', 'M0 0L9 9', '"/></svg>', size),
  ),
  picture('entities.svg', (size) =>
    filled('<!DOCTYPE svg [<!ENTITY a "a">', '<!ENTITY b "&a;&a;&a;&a;">', ']><svg/>', size),
  ),
  picture('spaces.svg', (size) => filled('', ' ', '<svg xmlns="http://www.w3.org/2000/svg"/>', size)),
  picture('packed.svgz', (size) => gzipped(filled('<svg>', '<g/>', '</svg>', 500e6), size)),
  picture('spaces.png', (size) => filled('', ' ', '', size)),
];

const foreign = (name: string, make: HostileFile['make']): HostileFile => ({ name, kind: 'foreign', make });

/** A safetensors file of that header. */
function safetensors(header: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

const foreignFiles: readonly HostileFile[] = [
  foreign('nested.onnx', (size) => {
    // graph (7) of nodes (1) with attributes (5) that hold graphs (6), each of which states all that is left
    const bytes = Buffer.alloc(size);
    const tags = [0x3a, 0x0a, 0x2a, 0x32];
    for (let at = 0, k = 0; at + 5 <= size; at += 5, k++) {
      bytes[at] = tags[k === 0 ? 0 : 1 + ((k - 1) % 3)];
      const left = size - at - 5;
      bytes.set(
        [0x80 | (left & 127), 0x80 | ((left >> 7) & 127), 0x80 | ((left >> 14) & 127), left >> 21],
        at + 1,
      );
    }
    return bytes;
  }),
  foreign('nodes.onnx', (size) => {
    const nodes = Buffer.alloc(Math.floor((size - 5) / 2) * 2, Buffer.from([0x0a, 0]));
    const length = nodes.length;
    return Buffer.concat([
      Buffer.from([0x3a, 0x80 | (length & 127), 0x80 | ((length >> 7) & 127), length >> 14]),
      nodes,
    ]);
  }),
  foreign('noise.onnx', (size) => noise(size)),
  foreign('padded.onnx', (size) =>
    Buffer.concat([fixture('torch-mlp-script.onnx'), Buffer.alloc(size, '\x50\0')]),
  ),
  foreign('tensors.safetensors', (size) =>
    safetensors(
      Buffer.from(
        `{${Array.from({ length: size / 55 }, (_, n) => `"${n}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`).join()}}`,
      ),
    ),
  ),
  foreign('depth.safetensors', (size) => safetensors(filled('{"a":', '[', '', size))),
  foreign('shape.safetensors', (size) =>
    safetensors(filled('{"a":{"dtype":"F32","shape":[', '1,', '1],"data_offsets":[0,4]}}', size)),
  ),
  foreign('noise.h5', (size) => Buffer.concat([fixture('keras-mlp.h5').subarray(0, 2000), noise(size)])),
  foreign('padded.h5', (size) => Buffer.concat([fixture('keras-mlp.h5'), Buffer.alloc(size)])),
  foreign('entries.keras', (size) =>
    zipSync(Object.fromEntries(Array.from({ length: size / 110 }, (_, n) => [`${n}`, new Uint8Array(0)]))),
  ),
  foreign('bomb.keras', () =>
    zipSync(
      { 'config.json': Buffer.alloc(500e6, ' '), 'metadata.json': Buffer.alloc(500e6, ' ') },
      { level: 6 },
    ),
  ),
  foreign('weights-bomb.keras', () =>
    zipSync({
      'config.json': bytesOf('{}'),
      'metadata.json': bytesOf('{}'),
      'model.weights.h5': Buffer.alloc(900e6),
    }),
  ),
];

export const hostileFiles: readonly HostileFile[] = [
  ...modelFiles,
  ...jsonFiles('config', '{').map((file) => ({ ...file, name: `config-${file.name}` })),
  ...jsonFiles('checkpoint', CHECKPOINT).map((file) => ({
    ...file,
    name: `${file.name}.checkpoint`,
    make: async (size: number) => Buffer.concat([await file.make(size - 33), Buffer.from('\n'), noise(32)]),
  })),
  { name: 'noise.json.checkpoint', kind: 'checkpoint', make: (size) => noise(size) },
  ...dataFiles,
  ...pictureFiles,
  ...foreignFiles,
];
