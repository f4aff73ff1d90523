import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitValidation } from '../../src/dataset/split.ts';
import { UsageError } from '../../src/errors.ts';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';

const labels = loadEmbedded().train!.labels;

function perClass(indices: Int32Array): number[] {
  const counts = new Array<number>(10).fill(0);
  for (const index of indices) counts[labels[index]]++;
  return counts;
}

describe('the validation split', () => {
  const { train, validation } = splitValidation(labels, 0.1, 1);

  test('takes its fraction, to the image, of the whole and nearly of each class', () => {
    expect([train.length, validation.length]).toEqual([8100, 900]);
    // The training part's classes number 901, 1015, 892, 928, 882, 777, 913, 963, 849, 880.
    expect(perClass(validation)).toEqual([90, 102, 89, 93, 88, 78, 91, 96, 85, 88]);
  });

  test('is the same for the same seed, for ever', () => {
    expect(splitValidation(labels, 0.1, 1)).toEqual({ train, validation });
    expect([...validation.subarray(0, 10)]).toMatchInlineSnapshot(`
      [
        9,
        33,
        37,
        38,
        63,
        71,
        87,
        88,
        119,
        120,
      ]
    `);
  });

  test('is another for another seed', () => {
    expect(splitValidation(labels, 0.1, 2).validation).not.toEqual(validation);
  });

  test('gives every image to one part, in ascending order', () => {
    const anyLabels = fc.uint8Array({ min: 0, max: 9, minLength: 1, maxLength: 200 });
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(anyLabels, fraction, fc.nat(), (some, fraction, seed) => {
        const count = Math.round(fraction * some.length);
        if (count === some.length || (fraction > 0 && count === 0)) {
          expect(() => splitValidation(some, fraction, seed)).toThrow(UsageError);
          return;
        }
        const split = splitValidation(some, fraction, seed);
        expect(split.validation.length).toBe(count);
        for (const part of [split.train, split.validation]) {
          expect([...part]).toEqual([...part].sort((a, b) => a - b));
        }
        const all = [...split.train, ...split.validation].sort((a, b) => a - b);
        expect(all).toEqual([...some.keys()]);
        for (let digit = 0; digit < 10; digit++) {
          const exact = some.filter((label) => label === digit).length * fraction;
          const found = split.validation.filter((index) => some[index] === digit).length;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500, seed: 2 },
    );
  });

  test('of nothing leaves everything to train on', () => {
    const split = splitValidation(labels, 0, 1);
    expect([split.train.length, split.validation.length]).toEqual([9000, 0]);
  });

  test.each([-0.1, 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a fraction of %d', (fraction) => {
    expect(() => splitValidation(labels, fraction, 1)).toThrow(
      new UsageError(`validation: must be at least 0 and less than 1, got ${fraction}`),
    );
  });

  test('refuses a fraction that leaves a part empty', () => {
    const five = Uint8Array.of(0, 1, 2, 3, 4);
    expect(() => splitValidation(five, 0.09, 1)).toThrow(
      new UsageError(
        'validation: a fraction of 0.09 leaves none of 5 images to check progress with; use a larger share, or 0',
      ),
    );
    expect(() => splitValidation(five, 0.95, 1)).toThrow(
      new UsageError(
        'validation: a fraction of 0.95 leaves none of 5 images to learn from; use a smaller share',
      ),
    );
    expect(() => splitValidation(new Uint8Array(), 0, 1)).toThrow(UsageError);
  });
});
