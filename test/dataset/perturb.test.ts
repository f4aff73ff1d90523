/** Each change against what it does to a few pixels, or to the shape of a drawn digit. */

import { describe, expect, test } from 'vitest';
import {
  type Distortion,
  distorted,
  inverted,
  scaled,
  shifted,
  speckled,
  thickened,
  turned,
} from '../../src/dataset/perturb.ts';

/** A bar of ink from (left, top), and the rest paper. */
function bar(left: number, top: number, width: number, height: number): Uint8Array {
  const image = new Uint8Array(784);
  for (let y = top; y < top + height; y++) image.fill(255, y * 28 + left, y * 28 + left + width);
  return image;
}

function changed(distort: Distortion, image: Uint8Array, index = 0): Uint8Array {
  const out = new Uint8Array(784).fill(77); // every pixel has to be written
  distort(out, image, index);
  return out;
}

const ink = (image: Uint8Array): number => image.reduce((sum, value) => sum + value, 0) / 255;

describe('shifted', () => {
  test.each([
    [0, 0],
    [3, 0],
    [-2, 1],
    [1, -3],
  ])('by %i and %i', (across, down) => {
    const moved = changed(shifted(across, down), bar(10, 5, 4, 9));
    expect(moved).toEqual(bar(10 + across, 5 + down, 4, 9));
  });

  test('what leaves the image is gone', () => {
    expect(changed(shifted(3, 0), bar(24, 5, 4, 9))).toEqual(bar(27, 5, 1, 9));
    expect(changed(shifted(-3, -3), bar(0, 0, 2, 2))).toEqual(new Uint8Array(784));
  });
});

describe('turned', () => {
  test('by a quarter, clockwise', () => {
    expect(changed(turned(90), bar(12, 2, 4, 9))).toEqual(bar(17, 12, 9, 4)); // from the top to the right
  });

  test('by no degree, and there and back', () => {
    const digit = bar(12, 4, 4, 20);
    expect(changed(turned(0), digit)).toEqual(digit);
    const back = changed(turned(-20), changed(turned(20), digit));
    expect(back[14 * 28 + 13]).toBeGreaterThan(250);
    expect(Math.abs(ink(back) - ink(digit))).toBeLessThan(2);
  });
});

test('scaled about the middle', () => {
  expect(changed(scaled(2), bar(12, 12, 4, 4))[11 * 28 + 11]).toBe(255);
  expect(changed(scaled(1), bar(3, 4, 5, 6))).toEqual(bar(3, 4, 5, 6));
  for (const factor of [0.7, 0.9, 1.1, 1.3]) {
    const square = changed(scaled(factor), bar(6, 6, 16, 16));
    expect(Math.abs(Math.sqrt(ink(square)) / (16 * factor) - 1)).toBeLessThan(0.03);
    expect(square[14 * 28 + 14]).toBe(255);
  }
});

test.each([-1.5, -1, 0, 1, 2, 3])('strokes wider by %d pixels', (pixels) => {
  const stroke = changed(thickened(pixels), bar(12, 3, 4, 22));
  expect(ink(stroke.subarray(14 * 28, 15 * 28))).toBeCloseTo(4 + pixels, 1);
  expect(stroke[14 * 28 + 13]).toBe(255);
});

describe('speckled', () => {
  const grey = new Uint8Array(784).fill(100);

  test('hits the share of pixels asked for, as often black as white', () => {
    const all = Array.from({ length: 100 }, (_, n) => [...changed(speckled(0.1), grey, n)]).flat();
    expect(all.filter((value) => value === 0).length / all.length).toBeCloseTo(0.05, 2);
    expect(all.filter((value) => value === 255).length / all.length).toBeCloseTo(0.05, 2);
    expect(changed(speckled(0), grey)).toEqual(grey);
  });

  test('the same each time, and otherwise in each image', () => {
    expect(changed(speckled(0.1), grey, 4)).toEqual(changed(speckled(0.1), grey, 4));
    expect(changed(speckled(0.1), grey, 4)).not.toEqual(changed(speckled(0.1), grey, 5));
  });
});

test('inverted', () => {
  expect(changed(inverted, bar(0, 0, 28, 14))).toEqual(bar(0, 14, 28, 14));
});

test('a set of images: each is changed, in its place; labels and the originals stay', () => {
  const images = Uint8Array.from([...bar(3, 4, 5, 6), ...bar(8, 9, 2, 3)]);
  const kept = images.slice();
  const result = distorted({ count: 2, images, labels: Uint8Array.of(7, 8) }, shifted(1, 2));
  expect(result).toEqual({
    count: 2,
    images: Uint8Array.from([...bar(4, 6, 5, 6), ...bar(9, 11, 2, 3)]),
    labels: Uint8Array.of(7, 8),
  });
  expect(images).toEqual(kept);
});
