import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { digitsOf } from '../../src/image/recognize.ts';
import { isLettering, isOneMark, type ReadPiece } from '../../src/image/segment/lettering.ts';
import { shippedRecognizer } from './support/recognizer.ts';

const pieces = (...reads: readonly (readonly [digit: number, confidence: number, cuts?: number])[]) =>
  reads.map(([digit, confidence, cuts = 0]): ReadPiece => ({ digit, confidence, cuts }));

describe('isLettering', () => {
  test('digits of which most are sure are none, even if one is illegible', () => {
    expect(isLettering(pieces([3, 0.99], [8, 0.12], [4, 0.95], [1, 1]))).toBe(false);
    expect(isLettering(pieces([3, 0.9], [8, 0.12]))).toBe(false);
    expect(isLettering([])).toBe(false);
  });

  test('many unsure ones are', () => {
    expect(isLettering(pieces([3, 0.6], [8, 0.12], [4, 0.7], [1, 1]))).toBe(true);
  });

  test('strokes cut from marks are, but digits that touch and ones that stand alone are not', () => {
    expect(isLettering(pieces([1, 1, 1], [7, 1, 2], [1, 1, 1], [6, 1]))).toBe(true);
    expect(isLettering(pieces([1, 1], [7, 1], [1, 1], [6, 1]))).toBe(false);
    expect(isLettering(pieces([5, 1, 1], [1, 1, 1], [3, 1], [6, 1]))).toBe(false);
  });

  test('one mark, or several', () => {
    expect(isOneMark(pieces([1, 1, 1], [1, 1, 2], [1, 1, 1]))).toBe(true);
    expect(isOneMark(pieces([1, 1, 1], [1, 1, 1], [1, 1]))).toBe(false);
  });
});

describe('letters of straight strokes', () => {
  const recognized = shippedRecognizer();

  const height = 110;

  /** As many letters U, 44 wide and 50 high. */
  function letters(count: number): RasterImage {
    const width = 50 + 60 * count;
    const data = new Uint8Array(width * height).fill(245);
    const fill = (x: number, y: number, across: number, down: number): void => {
      for (let row = y; row < y + down; row++) data.fill(30, row * width + x, row * width + x + across);
    };
    for (let n = 0; n < count; n++) {
      const x = 30 + 60 * n;
      for (const stem of [x, x + 39]) fill(stem, 30, 5, 50);
      fill(x, 76, 44, 4);
    }
    return { width, height, channels: 1, data };
  }

  test('a word is no number', () => {
    const { digitsFound, reason } = recognized(letters(3));
    expect(digitsFound).toBe(0);
    expect(reason).toContain('letters');
    // asked for digits, it gives what it reads
    expect(recognized(letters(3), { layout: 'digits' }).digitsFound).toBeGreaterThan(2);
  });

  test('a single letter is not cut into digits', () => {
    for (const { confidence } of digitsOf(recognized(letters(1)))) {
      expect(confidence).toBeLessThan(0.5);
    }
  });
});
