/** Helpers for tests of augmentation: strengths, digits, and the pixels of an augmented batch. */

import { type Augmentation, PIXELS, SIDE } from '../../src/matrix/augmentation.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { type Panels, SPARSE_PANEL, type SparseRows } from '../../src/matrix/matrix.ts';
import { Random } from '../../src/random.ts';
import { panels } from './operands.ts';

export const nothing: Augmentation = {
  shift: 0,
  rotate: 0,
  scale: 0,
  shear: 0,
  elasticAlpha: 0,
  elasticSigma: 0,
  wear: 0,
};

/** Antialiased strokes, like digits; the first image is blank, the second all ink, the third a corner. */
export function strokes(count: number, seed = 1): Uint8Array {
  const random = Random.stream(seed, 'strokes');
  const bytes = new Uint8Array(count * PIXELS);
  for (let n = 0; n < count; n++) {
    const image = bytes.subarray(n * PIXELS, (n + 1) * PIXELS);
    if (n === 1) image.fill(255);
    if (n === 2) image[PIXELS - 1] = 200;
    for (let stroke = 0; n > 2 && stroke < 4; stroke++) {
      let [x, y] = [4 + random.below(20), 4 + random.below(20)];
      for (let k = 0; k < 12; k++) {
        x = Math.min(26, Math.max(1, x + random.below(3) - 1));
        y = Math.min(26, Math.max(1, y + random.below(3) - 1));
        image[y * SIDE + x] = 255;
        image[y * SIDE + x + 1] = Math.max(image[y * SIDE + x + 1], 1 + random.below(255));
      }
    }
  }
  return bytes;
}

const identities = new WeakMap<Kernels, Panels>();

/** Weights with ones on the diagonal. */
function identity(kernels: Kernels): Panels {
  let weights = identities.get(kernels);
  if (weights === undefined) {
    const ones = Float32Array.from({ length: PIXELS * PIXELS }, (_, k) => (k % (PIXELS + 1) === 0 ? 1 : 0));
    weights = panels(kernels, { rows: PIXELS, cols: PIXELS }, SPARSE_PANEL, ones);
    identities.set(kernels, weights);
  }
  return weights;
}

/** The bytes of a batch, from its product with the identity. */
export function bytesOf(kernels: Kernels, x: SparseRows): Uint8Array {
  const out = kernels.matrix(x.rows, PIXELS);
  kernels.sparseAffine(out, x, identity(kernels), kernels.matrix(1, PIXELS));
  kernels.finish();
  return Uint8Array.from(out.copyOut(), (value) => Math.round(value * 255));
}

/** The total ink and its centre of mass, in pixels. */
export function massOf(tile: ArrayLike<number>): { mass: number; x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  for (let k = 0; k < PIXELS; k++) {
    mass += tile[k];
    x += tile[k] * (k % SIDE);
    y += tile[k] * Math.floor(k / SIDE);
  }
  return { mass, x: x / mass, y: y / mass };
}
