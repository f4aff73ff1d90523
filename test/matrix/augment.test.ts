/** Augmentation: the same bytes from every backend, chance that knows the image alone, and effects that do what they say. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Augmentation,
  drawVariation,
  MATRIX,
  PIXELS,
  SHIFT,
  SIDE,
  VARIATION,
} from '../../src/matrix/augmentation.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { boxOf } from '../../src/matrix/reference/tile.ts';
import { elasticField, warp } from '../../src/matrix/reference/warp.ts';
import { streamKey } from '../../src/random.ts';
import { augmentDefaults } from '../../src/settings/augmentation-settings.ts';
import { bytesOf, massOf, nothing, strokes } from '../support/augmentation.ts';
import { backends } from '../support/backends.ts';
import { expectSameBits } from '../support/compare.ts';
import { samples } from '../support/exhaustive.ts';

const COUNT = 41;
const images = strokes(COUNT);

const strengths: Record<string, Augmentation> = {
  ...augmentDefaults,
  'everything at its most': {
    shift: 14,
    rotate: 90,
    scale: 0.5,
    shear: 1,
    elasticAlpha: 200,
    elasticSigma: 2,
    wear: 2,
  },
  'a wide field': { ...nothing, elasticAlpha: 200, elasticSigma: 20 },
};

/** Batches of several sizes from a shuffled order, varied one after another in the same buffers. */
function vary(kernels: Kernels, augmentation: Augmentation): Uint8Array[] {
  const adopted = kernels.adopt(images, PIXELS);
  const order = kernels.integers(COUNT);
  for (let n = 0; n < COUNT; n++) order[n] = (n * 7) % COUNT;
  const x = kernels.sparseRows(20, PIXELS);
  return [
    [0, 20],
    [20, 19],
    [39, 2],
    [5, 1],
    [8, 0],
  ].map(([start, rows]) => {
    x.rows = rows;
    kernels.augment(x, adopted, order, start, streamKey(1, 'augment', 1), augmentation);
    return bytesOf(kernels, x);
  });
}

const reference = new ReferenceKernels();

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test.each(Object.keys(strengths))('%s: the bytes of the reference', (name) => {
    const got = vary(kernels, strengths[name]);
    for (const [k, expected] of vary(reference, strengths[name]).entries()) {
      expectSameBits(`batch ${k}`, got[k], expected);
    }
  });

  test('strengths of 0 change nothing', () => {
    const [first] = vary(kernels, nothing);
    for (let n = 0; n < 20; n++) {
      const image = (n * 7) % COUNT;
      expectSameBits(
        `image ${image}`,
        first.subarray(n * PIXELS, (n + 1) * PIXELS),
        images.subarray(image * PIXELS, (image + 1) * PIXELS),
      );
    }
  });

  test('what happens to an image depends on its number and the key, not on its batch', () => {
    const adopted = kernels.adopt(images, PIXELS);
    const one = (image: number, among: number, key: number): Uint8Array => {
      const order = kernels.integers(among);
      order.fill(5);
      order[among - 1] = image;
      const x = kernels.sparseRows(among, PIXELS);
      kernels.augment(x, adopted, order, 0, key, augmentDefaults.elastic);
      return bytesOf(kernels, x).subarray((among - 1) * PIXELS);
    };
    expect(one(9, 1, 77)).toEqual(one(9, 8, 77));
    expect(one(9, 1, 77)).not.toEqual(one(9, 1, 78));
    expect(one(9, 1, 77)).not.toEqual(one(10, 1, 77));
  });

  test('gather and augment take turns in the same batch', () => {
    const adopted = kernels.adopt(images, PIXELS);
    const order = kernels.integers(COUNT);
    for (let n = 0; n < COUNT; n++) order[n] = n;
    const x = kernels.sparseRows(COUNT, PIXELS);
    const plain = (): Uint8Array => {
      kernels.gather(x, adopted, order, 0);
      return bytesOf(kernels, x);
    };
    expect(plain()).toEqual(images);
    kernels.augment(x, adopted, order, 0, 1, augmentDefaults.elastic);
    const varied = bytesOf(kernels, x);
    expect(plain()).toEqual(images);
    kernels.augment(x, adopted, order, 0, 1, augmentDefaults.elastic);
    expect(bytesOf(kernels, x)).toEqual(varied);
  });

  test('refuses other sizes of images, and strengths out of range', () => {
    const order = kernels.integers(1);
    const small = kernels.adopt(new Uint8Array(16), 16);
    expect(() => kernels.augment(kernels.sparseRows(1, 16), small, order, 0, 1, nothing)).toThrow(
      'augment: images must have 784 pixels, got 16',
    );
    const [x, adopted] = [kernels.sparseRows(1, PIXELS), kernels.adopt(images, PIXELS)];
    const attempt = (strength: Partial<Augmentation>) => () =>
      kernels.augment(x, adopted, order, 0, 1, { ...nothing, ...strength });
    expect(attempt({ shift: 15 })).toThrow('augment: shift must be 0, or from 0 to 14, got 15');
    expect(attempt({ scale: Number.NaN })).toThrow('augment: scale must be 0, or from 0 to 0.5, got NaN');
    expect(attempt({ elasticAlpha: 1 })).toThrow('augment: an elastic distortion needs its elasticSigma');
    expect(attempt({ elasticAlpha: 1, elasticSigma: 1 })).toThrow(
      'augment: elasticSigma must be 0, or from 2',
    );
    order[0] = COUNT;
    expect(attempt({})).toThrow(RangeError);
  });
});

/** What is drawn for key k, and the forward map that its matrix undoes, taken apart: turn, then slant, then scale. */
function drawn(k: number, augmentation: Partial<Augmentation>) {
  const variation = new Float32Array(VARIATION);
  drawVariation(variation, 0, streamKey(3, 'drawn', k), { ...nothing, ...augmentation });
  const [a, b, c, d] = variation.subarray(MATRIX, MATRIX + 4);
  const determinant = a * d - b * c;
  const forward = [d / determinant, -b / determinant, -c / determinant, a / determinant];
  const angle = Math.atan2(forward[2], forward[0]);
  const scaleY = Math.cos(angle) * forward[3] - Math.sin(angle) * forward[1];
  return {
    variation,
    forward,
    scaleX: Math.hypot(forward[0], forward[2]),
    scaleY,
    rotate: (angle * 180) / Math.PI,
    shear: (Math.cos(angle) * forward[1] + Math.sin(angle) * forward[3]) / scaleY,
    shiftX: variation[SHIFT],
    shiftY: variation[SHIFT + 1],
  };
}

describe('what is drawn', () => {
  test.each([
    ['shift', 3, 'shiftX', 0],
    ['shift', 3, 'shiftY', 0],
    ['rotate', 25, 'rotate', 0],
    ['scale', 0.2, 'scaleX', 1],
    ['scale', 0.2, 'scaleY', 1],
    ['shear', 0.3, 'shear', 0],
  ] as const)('%s %d: %s is uniform around %d, and nothing else changes', (strength, most, name, middle) => {
    const others = (['shiftX', 'shiftY', 'rotate', 'scaleX', 'scaleY', 'shear'] as const).filter(
      (other) => !other.startsWith(strength),
    );
    const untouched = drawn(0, {});
    let [sum, squares, largest, changed] = [0, 0, 0, 0];
    for (let k = 0; k < 4000; k++) {
      const draw = drawn(k, { [strength]: most });
      const x = (draw[name] - middle) / most;
      sum += x;
      squares += x * x;
      largest = Math.max(largest, Math.abs(x));
      for (const other of others) changed = Math.max(changed, Math.abs(draw[other] - untouched[other]));
    }
    expect(changed).toBeLessThan(0.000005);
    expect(Math.abs(sum / 4000)).toBeLessThan(5 / Math.sqrt(3 * 4000));
    expect(squares / 4000).toBeCloseTo(1 / 3, 1);
    expect(largest).toBeLessThan(1.00001);
    expect(largest).toBeGreaterThan(0.99);
  });
});

describe('the warp', () => {
  /** A spot of ink with its centre at (x, y). */
  function spot(x: number, y: number): Float32Array {
    const tile = new Float32Array(PIXELS);
    for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) tile[(y + dy) * SIDE + x + dx] = 200;
    return tile;
  }

  test.each([
    { shift: 3 },
    { rotate: 40 },
    { scale: 0.3 },
    { shear: 0.4 },
    { shift: 2, rotate: 20, scale: 0.2, shear: 0.2 },
  ])('%j moves a spot to where the drawn map says', (strength) => {
    const out = new Float32Array(PIXELS);
    for (let k = 0; k < 50; k++) {
      const { variation, forward, shiftX, shiftY } = drawn(k, strength);
      for (const [x, y] of [
        [9, 9],
        [18, 10],
        [12, 17],
      ]) {
        const source = spot(x, y);
        warp(out, source, boxOf(source), variation, k);
        const [fromX, fromY] = [x - 13.5, y - 13.5];
        const got = massOf(out);
        expect(got.x).toBeCloseTo(13.5 + forward[0] * fromX + forward[1] * fromY + shiftX, 0.7);
        expect(got.y).toBeCloseTo(13.5 + forward[2] * fromX + forward[3] * fromY + shiftY, 0.7);
      }
    }
  });

  test('a shift by whole pixels moves every pixel unchanged, and what leaves is gone', () => {
    const source = Float32Array.from(images.subarray(5 * PIXELS, 6 * PIXELS));
    const { variation } = drawn(0, {});
    variation.set([12, -3], SHIFT);
    const out = new Float32Array(PIXELS);
    warp(out, source, boxOf(source), variation, 0);
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const [fromX, fromY] = [x - 12, y + 3];
        const inside = fromX >= 0 && fromY < SIDE;
        expect(out[y * SIDE + x]).toBe(inside ? source[fromY * SIDE + fromX] : 0);
      }
    }
  });
});

describe('the elastic field', () => {
  const FIELDS = 1500;

  test.each(
    [
      [34, 4],
      [60, 6],
      [20, 2.5],
    ].slice(0, samples(1, 3, 3)),
  )(
    'alpha %d, sigma %d: has the variance and covariance of noise that a Gaussian smoothed',
    (alpha, sigma) => {
      const field = new Float32Array(PIXELS);
      const distances = [0, 2, 4, 8, 12];
      const products = distances.map(() => 0);
      const byPixel = new Float64Array(PIXELS);
      let mean = 0;
      for (let k = 0; k < FIELDS; k++) {
        const { variation } = drawn(k, { elasticAlpha: alpha, elasticSigma: sigma });
        elasticField(field, variation, streamKey(4, 'field', k), k % 2);
        for (let y = 0; y < SIDE; y++) {
          for (let x = 0; x < SIDE; x++) {
            const at = field[y * SIDE + x];
            mean += at;
            byPixel[y * SIDE + x] += at * at;
            for (const [d, distance] of distances.entries()) {
              products[d] +=
                at * (x + distance < SIDE ? field[y * SIDE + x + distance] : field[y * SIDE + x - distance]);
            }
          }
        }
      }
      // of noise with variance 1/3, smoothed: sum of the squared weights = 1 / (4 pi sigma^2)
      const variance = (alpha * alpha) / 3 / (4 * Math.PI * sigma * sigma);
      const samples = FIELDS * PIXELS;
      expect(Math.abs(mean / samples)).toBeLessThan(0.05 * Math.sqrt(variance));
      for (const [d, distance] of distances.entries()) {
        const expected = Math.exp(-(distance * distance) / (4 * sigma * sigma));
        expect(Math.abs(products[d] / samples / variance - expected)).toBeLessThan(0.06);
      }
      // no pixel moves more than the others
      for (const squares of byPixel) expect(Math.abs(squares / FIELDS / variance - 1)).toBeLessThan(0.25);
    },
  );

  test('its directions are independent', () => {
    const [across, down] = [new Float32Array(PIXELS), new Float32Array(PIXELS)];
    let product = 0;
    for (let k = 0; k < FIELDS; k++) {
      const { variation } = drawn(k, { elasticAlpha: 34, elasticSigma: 4 });
      elasticField(across, variation, k, 0);
      elasticField(down, variation, k, 1);
      product += across[300] * down[300];
    }
    expect(Math.abs(product / FIELDS)).toBeLessThan((5 * 1.38 * 1.38) / Math.sqrt(FIELDS));
  });
});
