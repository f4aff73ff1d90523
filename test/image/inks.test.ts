/** Inks of one colour or of several: each digit counts, whether it is the darkest or not. */

import { describe, expect, test } from 'vitest';
import { measureLevels } from '../../src/image/paper/levels.ts';
import { withAllPens } from '../../src/image/paper/pens.ts';
import { inkKinds, inkPicture } from '../../synthetic/inks.ts';
import { samples } from '../support/exhaustive.ts';
import { digits, shippedRecognizer, textOf } from './support/recognizer.ts';

const recognized = shippedRecognizer();

/** Levels of clean paper, a tenth of which is ink of these strengths in equal parts. */
function levelsOf(...strengths: readonly number[]) {
  const data = new Float32Array(10_000);
  for (let p = 0; p < 1000; p++) data[p] = strengths[p % strengths.length];
  return measureLevels({ width: 100, height: 100, data });
}

describe('the threshold of ink', () => {
  test('is below all marks if they are alike', () => {
    // as rounding leaves them, of one colour, in adjacent bins
    expect(levelsOf(0.9162, 0.9189)?.threshold).toBeLessThan(0.75);
    expect(levelsOf(0.9)?.threshold).toBeLessThan(0.9);
  });

  test('is below pencil beside a felt pen where no lines are', () => {
    const levels = levelsOf(0.5, 0.95);
    expect(levels?.threshold).toBeGreaterThan(0.5);
    expect(withAllPens(levels!).threshold).toBeLessThan(0.5);
  });

  test('separates ink from faint marks', () => {
    const threshold = levelsOf(0.2, 0.9)?.threshold;
    expect(threshold).toBeGreaterThan(0.25);
    expect(threshold).toBeLessThan(0.85);
  });
});

describe('synthetic pictures', () => {
  const least = {
    flat: 0.9,
    'flat circles': 0.85,
    pens: 0.9,
    'tinted box': 0.8,
    'tinted boxes': 0.9,
    'thick cell': 0.85,
  } as const;

  test.each(inkKinds)('%s', (kind) => {
    let right = 0;
    const count = samples(12, 30, 30);
    for (let n = 0; n < count; n++) {
      const { image, text } = inkPicture(kind, digits, 4, n);
      if (textOf(recognized(image)) === text) right++;
    }
    expect(right / count).toBeGreaterThanOrEqual(least[kind]);
  });
});
