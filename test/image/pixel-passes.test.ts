/** Single passes in WebAssembly against the plain ones, at the values and sizes where these differ most easily. */

import { afterAll, expect, test } from 'vitest';
import { growStroke } from '../../src/image/digit/grow-stroke.ts';
import { isolateDigit } from '../../src/image/digit/isolate-digit.ts';
import type { Plane } from '../../src/image/image.ts';
import { eraseOutline } from '../../src/image/outlines/erase-outline.ts';
import { outlineOf } from '../../src/image/outlines/outline.ts';
import { removeOutlines } from '../../src/image/outlines/remove-outlines.ts';
import { inkByBrightness } from '../../src/image/paper/background.ts';
import { brightPaper, levelsOfBytes, wholeLevels } from '../../src/image/paper/clean-paper.ts';
import { type Levels, measureLevels } from '../../src/image/paper/levels.ts';
import { findPolarity } from '../../src/image/paper/polarity.ts';
import { isUneven } from '../../src/image/paper/uneven-paper.ts';
import { connectedComponents } from '../../src/image/raster/connected-components.ts';
import { shrinkByMean, smooth } from '../../src/image/raster/means.ts';
import { slidingExtreme } from '../../src/image/raster/morphology.ts';
import { ScratchMemory } from '../../src/image/raster/scratch-memory.ts';
import { upperMedian } from '../../src/image/raster/upper-median.ts';
import { withoutBars } from '../../src/image/rules/border-bars.ts';
import { searchLines } from '../../src/image/rules/line-search.ts';
import { findRidges } from '../../src/image/rules/ridges.ts';
import { pixelKernels, pixelMemory, providePixelKernels } from '../../src/image/wasm/pixel-kernels.ts';
import { readCompiledPasses } from '../../src/node/pixel-kernels.ts';
import { Random } from '../../src/random.ts';
import { floatsOf } from '../support/typed-arrays.ts';

afterAll(() => providePixelKernels(readCompiledPasses));

/** A copy of what is in a memory that the next run overwrites. */
function copied(found: unknown): unknown {
  if (ArrayBuffer.isView(found)) return (found as Float32Array).slice();
  if (Array.isArray(found)) return found.map(copied);
  if (typeof found !== 'object' || found === null) return found;
  return Object.fromEntries(Object.entries(found).map(([name, part]) => [name, copied(part)]));
}

/** Compares the results without and with the kernels, for planes that both times have the same values. */
function expectAlike(
  count: number,
  plane: (random: Random, n: number) => Plane,
  run: (plane: Plane, random: Random, n: number) => unknown,
): void {
  const memory = new ScratchMemory();
  const results = () =>
    Array.from({ length: count }, (_, n) => {
      const random = Random.stream(n, 'passes');
      const made = plane(random, n);
      const own = memory.plane(made.width, made.height);
      own.data.set(made.data);
      expect(pixelKernels(own.data) !== undefined).toBe(pixelMemory() !== undefined);
      return copied(run(own, random, n));
    });
  providePixelKernels(undefined);
  const plain = results();
  providePixelKernels(readCompiledPasses);
  expect(pixelMemory()).toBeDefined();
  expect(results()).toEqual(plain);
}

function planeOf(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const data = floatsOf(width * height, (p) => value(p % width, Math.floor(p / width)));
  return { width, height, data };
}

/** Any of the numbers around `value` that floats can represent. */
const near = (value: number, random: Random): number => value * (1 + (random.below(5) - 2) * 2 ** -24);

/** A plane of 1 to 40 columns and rows. */
const anyPlane = (random: Random, value: () => number): Plane =>
  planeOf(1 + random.below(40), 1 + random.below(40), value);

const levels: Levels = { paper: 0.02, noise: 0.01, floor: 0.1, threshold: 0.4005, dark: 0.8, strongest: 1 };

test('histograms of values at the limits of their bins', () => {
  const bin = 1.28 / 512;
  const ink = (random: Random) => () => near(-0.28 + bin * (random.below(530) - 9), random);
  expectAlike(
    60,
    (random) => anyPlane(random, ink(random)),
    (plane) => measureLevels(plane),
  );
  const brightness = (random: Random) => () => near(random.below(511) / 2, random);
  const grey = (random: Random, n: number) => () =>
    n % 2 ? random.below(256) : 255 - (random.below(9) >> 3);
  expectAlike(
    60,
    (random, n) => anyPlane(random, n % 3 ? grey(random, n) : brightness(random)),
    (plane) => [wholeLevels(plane)?.slice(), brightPaper(plane), findPolarity(plane), withoutBars(plane)],
  );
});

test('the polarity is the same with the number of pixels of each brightness', () => {
  for (let n = 0; n < 20; n++) {
    const random = Random.stream(n, 'bytes');
    const bytes = new ScratchMemory().bytes(1 + random.below(900));
    bytes.forEach((_, p) => {
      bytes[p] = n % 2 ? random.below(256) : 250 + (random.below(40) === 0 ? 1 : 0);
    });
    const plane = planeOf(bytes.length, 1, (x) => bytes[x]);
    const counts = levelsOfBytes(bytes).slice();
    expect(counts).toEqual(wholeLevels(plane));
    expect(findPolarity(plane, counts)).toEqual(findPolarity(plane));
  }
});

test('the levels are the same from the values of ink and their numbers', () => {
  for (let n = 0; n < 20; n++) {
    const random = Random.stream(n, 'counted');
    const paper = near(200 + random.below(56), random);
    const brightness = planeOf(90, 90, () => (random.below(9) ? Math.floor(paper) : random.below(256)));
    const counts = wholeLevels(brightness)?.slice();
    if (counts === undefined) throw new Error('all numbers are whole');
    const values = inkByBrightness(paper);
    const ink = planeOf(90, 90, (x, y) => values[brightness.data[y * 90 + x]]);
    expect(measureLevels(ink, { values, counts })).toEqual(measureLevels(ink));
  }
});

test('the median of a sample, of whole numbers and of others', () => {
  providePixelKernels(readCompiledPasses);
  const [memory, someMemory, levelMemory] = Array.from({ length: 3 }, () => new ScratchMemory());
  for (let n = 0; n < 100; n++) {
    const random = Random.stream(n, 'medians');
    const [width, height, step] = [1 + random.below(20), 1 + random.below(20), 1 + random.below(30)];
    const across = width + 5;
    const { data } = memory.plane(across, height + 2);
    data.forEach((_, p) => {
      data[p] = n % 3 ? random.below(n % 2 ? 256 : 3) : random.uniform();
    });
    const box = Array.from(
      { length: width * height },
      (_, p) => data[(2 + Math.floor(p / width)) * across + 3 + (p % width)],
    );
    const sample = box.filter((_, p) => p % step === 0);
    const [some, counts] = [someMemory.floats(sample.length), levelMemory.integers(256)];
    const place = [data.byteOffset, across, 3, 2, width, step, sample.length] as const;
    const median = pixelKernels(data, some, counts)?.sampledMedian(
      ...place,
      some.byteOffset,
      counts.byteOffset,
    );
    expect(median).toBe(upperMedian(Float32Array.from(sample)));
  }
});

test('bars along the sides of a large plane', () => {
  const value = (random: Random, n: number) => () => random.below(256) + (n % 2 ? 0 : random.uniform() / 2);
  expectAlike(
    8,
    (random, n) => planeOf(120 + n, 131, value(random, n)),
    (plane) => withoutBars(plane),
  );
});

test('means and extremes of neighbourhoods', () => {
  expectAlike(
    50,
    (random) => anyPlane(random, () => 255 * random.uniform()),
    (plane, random) => [
      shrinkByMean(plane, 1 + random.below(9), new ScratchMemory()),
      smooth(plane, new ScratchMemory()),
      slidingExtreme(plane, 1 + random.below(12), random.below(2) ? 'max' : 'min'),
    ],
  );
});

test('ridges, where differences are close to the least one', () => {
  const value = (random: Random) => () => near(0.04 * random.below(9), random);
  expectAlike(
    60,
    (random) => anyPlane(random, value(random)),
    (plane) => {
      const { level, upright } = findRidges(plane, levels);
      return [level, upright].map(({ count, columns, rows }) => [
        columns.slice(0, count),
        rows.slice(0, count),
      ]);
    },
  );
});

test('lines of any slope, with gaps, and how even the paper is', () => {
  let lines = 0;
  const ruled = (random: Random, n: number): Plane => {
    const [apart, lean, gaps] = [9 + random.below(30), (random.uniform() - 0.5) / 2, n % 3 ? 0.1 : 0.5];
    const page = planeOf(60 + random.below(90), 60 + random.below(90), (x, y) => {
      const isLine = (((y - Math.round(lean * x)) % apart) + apart) % apart === 0;
      return isLine && random.uniform() > gaps ? 0.3 : 0.02 * random.uniform() * (n % 4);
    });
    return page;
  };
  expectAlike(60, ruled, (plane) => {
    const { level, upright } = findRidges(plane, levels);
    const found = [level, upright].map((marks) => searchLines(marks));
    lines += found[0].lines.length;
    return [found, Array.from({ length: 200 }, (_, k) => isUneven(plane, { ...levels, noise: k / 1000 }))];
  });
  expect(lines).toBeGreaterThan(100);
});

test('one digit among others, at halves of a thousandth', () => {
  const labelMemory = new ScratchMemory();
  const value = (random: Random) => () =>
    near(random.below(2) ? levels.threshold : (random.below(1100) + 0.5) / 1000, random);
  expectAlike(
    60,
    (random) => anyPlane(random, value(random)),
    (plane, random) => {
      const { labels: found, parts } = connectedComponents(plane, 0.3, 0.35);
      if (parts.length === 0) return 'blank';
      labelMemory.integers(found.length + 16).fill(2 ** 31 - 1); // what is beyond the plane is no label
      const labels = labelMemory.integers(found.length);
      labels.set(found);
      const own = parts.map((_, k) => k + 1).filter((label) => label === 1 || random.below(2) === 0);
      return isolateDigit(plane, labels, parts, own, levels, random.below(4) > 0);
    },
  );
});

test('strokes thicker and thinner, of values that rounding has raised above 1', () => {
  const value = (random: Random) => () =>
    random.below(3) ? random.below(2) * (1 + random.below(2) * 2 ** -23) : random.uniform();
  expectAlike(
    60,
    (random) => anyPlane(random, value(random)),
    (plane, random, n) => {
      const radius = (n % 2 ? 1 : -1) * (random.below(8) + random.below(2) * random.uniform());
      return growStroke(plane, radius);
    },
  );
});

test('rings of any thickness, with ink inside or faint ink, and what is left of them', () => {
  const ring = (random: Random, n: number): Plane => {
    const [width, height] = [12 + random.below(50), 12 + random.below(50)];
    const [thick, inner, noise] = [0.2 + random.uniform() / 2, random.uniform() / 2, n % 3 ? 0 : 0.3];
    return planeOf(width, height, (x, y) => {
      const [u, v] = [(2 * x) / (width - 1) - 1, (2 * y) / (height - 1) - 1];
      const away = n % 4 ? Math.sqrt(u * u + v * v) : Math.max(Math.abs(u), Math.abs(v));
      const isInk = (away < 0.95 && away > 1 - thick) || Math.max(Math.abs(u), 2 * Math.abs(v)) < inner;
      return (isInk ? 0.9 : n % 5 ? 0.03 : 0.2) - noise * random.uniform();
    });
  };
  let shapes = 0;
  expectAlike(120, ring, (plane) => {
    const { labels, parts } = connectedComponents(plane, 0.3, 0.4);
    const components = { labels: labels.slice(), parts };
    const outlines = parts.map((part, k) => outlineOf(k + 1, part, labels, plane.width));
    shapes += outlines.filter((outline) => outline !== undefined).length;
    for (const [k, part] of parts.slice(0, 1).entries()) {
      const outline = outlines[k];
      eraseOutline(plane, components, levels, { part, label: k + 1, ...(outline && { outline }) });
    }
    return [outlines, plane.data.slice(), removeOutlines(plane, levels).outlines];
  });
  expect(shapes).toBeGreaterThan(40);
});
