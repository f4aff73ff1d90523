/** Teaching: what a model learns from the drawings of one hand, and that it forgets nothing. */

import { beforeAll, describe, expect, test } from 'vitest';
import { type Dataset, IMAGE_PIXELS, IMAGE_WIDTH, type LabelledImages } from '../../src/dataset/dataset.ts';
import { DataError } from '../../src/errors.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Model } from '../../src/network/model.ts';
import { formatModel } from '../../src/network/model-file.ts';
import { type TeachResult, teach, verdictOf } from '../../src/training/teach.ts';
import { createKernels, trainQuickly } from '../support/teaching.ts';

let kernels: Kernels;
let model: Model;
let rehearsal: Dataset;

beforeAll(async () => {
  kernels = await createKernels();
  ({ model, rehearsal } = await trainQuickly(kernels));
});

/** A hand that slants far to the right: each row is moved by half of its distance from the middle. */
function slanted({ images, labels }: LabelledImages, count: number): LabelledImages {
  const out = new Uint8Array(count * IMAGE_PIXELS);
  const chosen = Array.from({ length: count }, (_, n) => Math.floor((n * labels.length) / count));
  for (const [n, index] of chosen.entries()) {
    for (let p = 0; p < IMAGE_PIXELS; p++) {
      const [row, column] = [Math.floor(p / IMAGE_WIDTH), p % IMAGE_WIDTH];
      const from = column + Math.round(0.7 * (row - 14));
      if (from < 0 || from >= IMAGE_WIDTH) continue;
      out[n * IMAGE_PIXELS + p] = images[index * IMAGE_PIXELS + row * IMAGE_WIDTH + from];
    }
  }
  return { count, images: out, labels: Uint8Array.from(chosen, (index) => labels[index]) };
}

const run = (drawings: LabelledImages, seed = 1): Promise<TeachResult> =>
  teach({ model, sha256: '0'.repeat(64), drawings, rehearsal, kernels, seed });

describe('teach', () => {
  test('reads a slanted hand better, forgets nothing, and gives the same bits again', async () => {
    if (rehearsal.train === null) throw new Error('there is no training part');
    const drawings = slanted(rehearsal.train, 60);
    const first = await run(drawings);
    expect(first.verdict).toBe('better');
    expect(first.drawings.after.correct).toBeGreaterThan(first.drawings.before.correct);
    expect(first.drawings.before.count).toBe(15);
    expect(first.test.before.correct - first.test.after.correct).toBeLessThanOrEqual(
      0.003 * first.test.before.count,
    );
    expect(first.model.training?.origin).toMatchObject({ sha256: '0'.repeat(64), epochs: 0 });
    const again = await run(drawings);
    expect([...formatModel(again.model)].join('')).toBe([...formatModel(first.model)].join(''));
  });

  test('needs two drawings', async () => {
    const one = { count: 1, images: new Uint8Array(IMAGE_PIXELS), labels: Uint8Array.of(3) };
    await expect(run(one)).rejects.toThrow(DataError);
    await expect(run(one)).rejects.toThrow(
      'teaching needs at least 2 drawings, so that one can be held out, got 1',
    );
  });
});

test.each([
  [3, 5, 1000, 1000, 'better'],
  [3, 3, 1000, 1000, 'same'],
  [3, 2, 1000, 1000, 'worse'],
  [3, 5, 1000, 997, 'better'],
  [3, 5, 1000, 996, 'worse'],
] as const)('%i then %i of the drawings, %i then %i of the test digits: %s', (...row) => {
  const [yours, yoursAfter, tests, testsAfter, verdict] = row;
  const score = (correct: number, count: number) => ({ correct, count });
  const drawings = { before: score(yours, 5), after: score(yoursAfter, 5) };
  expect(verdictOf(drawings, { before: score(tests, 1000), after: score(testsAfter, 1000) })).toBe(verdict);
});
