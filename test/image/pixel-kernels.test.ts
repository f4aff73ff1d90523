/** The passes in WebAssembly give the same bits as the plain ones. */

import { createHash, type Hash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { readPage } from '../../src/image/page.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { joinedRuns } from '../../src/image/raster/run-lengths.ts';
import { ScratchMemory } from '../../src/image/raster/scratch-memory.ts';
import { transpose } from '../../src/image/raster/transpose.ts';
import { findCandidates } from '../../src/image/segment/candidates.ts';
import { cutAlong } from '../../src/image/segment/cut-along.ts';
import { findNotches } from '../../src/image/segment/notches.ts';
import { cheapestSeam, maskOf, meanRun } from '../../src/image/segment/split-seam.ts';
import { findEdges } from '../../src/image/sheet/edges.ts';
import { findLines } from '../../src/image/sheet/lines.ts';
import {
  pixelKernels,
  pixelMemory,
  pixelMemoryFor,
  providePixelKernels,
} from '../../src/image/wasm/pixel-kernels.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { readCompiledPasses } from '../../src/node/pixel-kernels.ts';
import { Random } from '../../src/random.ts';
import { formKinds, formPicture } from '../../synthetic/forms.ts';
import { paperPicture } from '../../synthetic/paper.ts';
import { effects } from '../../synthetic/scenes.ts';
import { exhaustive, isThorough, samples } from '../support/exhaustive.ts';
import { bytesOf } from '../support/typed-arrays.ts';

afterAll(() => providePixelKernels(readCompiledPasses));

/** The results without and with the kernels, which are loaded once. */
function both<Result>(run: () => Result): readonly [plain: Result, compiled: Result] {
  providePixelKernels(undefined);
  const plain = run();
  providePixelKernels(readCompiledPasses);
  expect(pixelMemory()).toBeDefined();
  return [plain, run()];
}

const textOf = (_: string, value: unknown): unknown =>
  ArrayBuffer.isView(value) ? bytesOf(value).toString('base64') : value;

const inverts = ['auto', 'yes', 'no'] as const;

/** All that is found in a picture, in a few characters. */
function digest(picture: RasterImage, n: number): string {
  const { ink, ...page } = readPage(picture, {});
  const hash = createHash('sha256').update(bytesOf(ink.data)).update(JSON.stringify(page, textOf));
  const add = (seen: object): Hash => hash.update(JSON.stringify(seen, textOf));
  for (const invert of isThorough ? inverts : [inverts[n % 3]]) add(preprocess(picture, { invert }));
  add(findCandidates({ picture, scale: 1 }, { layout: 'digits', invert: 'no' }));
  return add(findCandidates({ picture, scale: 1 })).digest('hex');
}

const { images, labels } = loadEmbedded().train!;
const digits = { count: labels.length, images, labels };

test('forms', () => {
  const pictures = formKinds.map((kind, n) => formPicture(kind, digits, 7, n).image);
  const [plain, compiled] = both(() => pictures.map(digest));
  expect(compiled).toEqual(plain);
});

test('photos with all effects', async () => {
  const pictures: RasterImage[] = [];
  for (const effect of effects) {
    for (const [n, side] of [161, 40, 280].slice(0, samples(1, 3, 2)).entries()) {
      const digit = images.subarray(n * 784, (n + 1) * 784);
      const scene = { sides: [side, side + 30], digit: [0.4, 0.8], chances: {} } as const;
      pictures.push(await paperPicture(digit, n === 0 ? [effect] : [effect, 'noise', 'turn'], 8, n, scene));
    }
  }
  const [plain, compiled] = both(() => pictures.map(digest));
  expect(compiled).toEqual(plain);
});

test('random pixels of any size and number of channels', () => {
  const random = Random.stream(9, 'pixels');
  const pictures = Array.from({ length: samples(30, 60, 60) }, (_, n): RasterImage => {
    const [width, height] = [1 + random.below(40), 1 + random.below(40)];
    const channels = (1 + random.below(4)) as RasterImage['channels'];
    const clean = n % 3 === 0 ? 0.9 : 0;
    const data = Uint8Array.from({ length: width * height * channels }, () =>
      random.uniform() < clean ? 250 : random.below(256),
    );
    return { width, height, channels, data };
  });
  const [plain, compiled] = both(() => pictures.map(digest));
  expect(compiled).toEqual(plain);
});

test('runs of every length at every place of a vector', () => {
  const memory = new ScratchMemory();
  const [plain, compiled] = both(() =>
    Array.from({ length: 70 }, (_, n) => {
      const random = Random.stream(n, 'runs');
      const plane = memory.plane(n + 1, 9);
      plane.data.set(Float32Array.from(plane.data, () => random.below(3) / 2 + 0.1));
      expect(pixelKernels(plane.data) !== undefined).toBe(pixelMemory() !== undefined);
      return [0.1, Math.fround(0.6), 0.6, 0.600000023841858, 2].map((level) => {
        const { count, rows, starts, ends, parents } = joinedRuns(plane, level);
        return [rows, ...[starts, ends, parents].map((all) => all.slice(0, count))].map((all) => [...all]);
      });
    }),
  );
  expect(compiled).toEqual(plain);
});

test('edges of light and dark sheets on a table', () => {
  const memory = new ScratchMemory();
  const [plain, compiled] = both(() =>
    Array.from({ length: 120 }, (_, n) => {
      const random = Random.stream(n, 'edges');
      const squares = memory.plane(9 + random.below(56), 9 + random.below(56));
      const { width, height, data } = squares;
      const [table, sheet] = n % 2 === 0 ? [60, 200] : [210, 120];
      const noise = n % 3 === 0 ? 40 : 4;
      const [left, right, top] = [random.below(12), width - random.below(12), random.below(12) - 4];
      const lean = random.uniform() / 4;
      for (let y = 0, s = 0; y < height; y++) {
        for (let x = 0; x < width; x++, s++) {
          const isSheet = x >= left + lean * y && x < right && y >= top + lean * x;
          data[s] = (isSheet ? sheet : table) + noise * random.uniform();
        }
      }
      const lines = findLines(squares).map(({ edge, sign, score, steps }) => [edge, sign, score, ...steps]);
      return [lines, findEdges(squares)];
    }),
  );
  expect(compiled).toEqual(plain);
  expect(plain.some(([, edges]) => edges.length > 2)).toBe(true);
});

test('cuts through marks of any size', () => {
  const memories = Array.from({ length: 3 }, () => new ScratchMemory());
  const [plain, compiled] = both(() =>
    Array.from({ length: 80 }, (_, n) => {
      const random = Random.stream(n, 'cuts');
      const ink = memories[0].plane(12 + random.below(50), 6 + random.below(50));
      ink.data.forEach((_, p) => {
        ink.data[p] = random.uniform();
      });
      const labels = memories[1].integers(ink.data.length);
      for (let p = 0; p < labels.length; p++) labels[p] = ink.data[p] > 0.4 ? 1 + (p % 3) : 0;
      const own = memories[2].bytes(4);
      own.set([0, 1, n & 1, 1]);
      const box = { x: random.below(2), y: random.below(3), width: ink.width - 2, height: ink.height - 3 };
      const mask = maskOf(ink, box, labels, own, n % 4 === 0 ? 0.95 : 0.5);
      const count = 1 + random.below(4);
      const seams = [1, 4, 4, 7].map((first) =>
        cheapestSeam(mask, first, Math.min(count, mask.width - first)),
      );
      const boxes = [box, box, box];
      const measured = [[...mask.data], meanRun(mask), findNotches(mask, box.height)];
      const atoms = cutAlong(seams, box, own, ink.width, labels, boxes);
      return [...measured, seams, atoms, boxes, [...labels]];
    }),
  );
  expect(compiled).toEqual(plain);
});

test('a large picture is given a larger memory', () => {
  providePixelKernels(readCompiledPasses);
  const small = pixelMemoryFor(512 * 512);
  expect(pixelMemoryFor(100)).toBe(small);
  const large = pixelMemoryFor(1024 * 1024);
  expect(large?.buffer.byteLength).toBeGreaterThan(small?.buffer.byteLength ?? Number.POSITIVE_INFINITY);
  expect(pixelMemoryFor(100)).toBe(large);
});

test('planes without place in the memory of the kernels are left to the plain passes', () => {
  const memory = new ScratchMemory();
  const large = memory.plane(1100, 1000);
  expect(pixelKernels(large.data)).toBeUndefined();
  for (let p = 0; p < large.data.length; p++) large.data[p] = p;
  const { data } = transpose(large);
  expect([data[1], data[999], data[1000]]).toEqual([1100, 1100 * 999, 1]);
});

/** Leaves about so many bytes of the memory of the kernels, in the smallest memory and after all other planes. */
function fillExcept(bytes: number): void {
  const memory = pixelMemory();
  if (memory === undefined) throw new Error('the kernels are loaded');
  const end = memory.buffer.byteLength - bytes;
  while ((memory.allocate(1024)?.offset ?? end) < end - 2048) {}
}

test('a buffer that was outside the memory of the kernels is not given back to it', () => {
  providePixelKernels(readCompiledPasses);
  fillExcept(0);
  const [grown, other] = [new ScratchMemory(), new ScratchMemory()];
  expect(pixelKernels(grown.floats(1024))).toBeUndefined();
  grown.floats(2048);
  expect(pixelKernels(other.floats(1024))).toBeUndefined();
});

test('the same where only some planes have a place there', async () => {
  const pictures: RasterImage[] = [formPicture(exhaustive ? 'sheet' : 'number', digits, 9, 0).image];
  for (const [n, side] of [80, 161, 240].slice(0, samples(1, 3, 2)).entries()) {
    const digit = images.subarray(n * 784, (n + 1) * 784);
    const scene = { sides: [side, side + 30], digit: [0.4, 0.8], chances: {} } as const;
    pictures.push(await paperPicture(digit, ['shadow', 'noise'], 8, n, scene));
  }
  providePixelKernels(undefined);
  const plain = pictures.map(digest);
  for (let kilobytes = 16; kilobytes < 4000; kilobytes *= isThorough ? 1.25 : 1.8) {
    providePixelKernels(readCompiledPasses);
    fillExcept(1024 * kilobytes);
    expect(pictures.map(digest), `${kilobytes} KB`).toEqual(plain);
  }
});

test('a file that is missing or damaged leaves the plain passes', () => {
  const missing = (): Uint8Array => {
    throw new Error('no such file');
  };
  const data = new Uint8Array(50 * 50).fill(255).fill(0, 1020, 1040);
  for (const read of [missing, () => Uint8Array.of(1, 2, 3)]) {
    providePixelKernels(read);
    expect(pixelMemory()).toBeUndefined();
    expect(preprocess({ width: 50, height: 50, channels: 1, data }).blank).toBe(false);
  }
});
