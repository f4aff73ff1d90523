/** Pictures of no digit: in MNIST's form, the same for the same seed, and made of training images alone. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { IMAGE_PIXELS, type LabelledImages } from '../../src/dataset/dataset.ts';
import { letters, signs } from '../../src/dataset/outlier-shapes.ts';
import { drawOutlier, NO_DIGIT, withOutliers } from '../../src/dataset/outliers.ts';
import { drawFitted } from '../../src/dataset/strokes.ts';
import { strokeWidth } from '../../src/image/digit/stroke.ts';
import { FIVE, THREE } from '../image/support/digits.ts';

const digits = (...each: readonly Uint8Array[]): LabelledImages => ({
  count: each.length,
  images: Uint8Array.from(each.flatMap((digit) => [...digit])),
  labels: new Uint8Array(each.length).fill(5),
});
const two = digits(FIVE, THREE);
const both = Int32Array.of(0, 1);
const drawn = Array.from({ length: 300 }, (_, k) => drawOutlier(1, k, two.images, both));

/** The box of the ink, and where its mass lies. */
function measure(image: Uint8Array): { long: number; x: number; y: number } {
  const inked = Array.from(image.keys()).filter((p) => image[p] > 0);
  const [xs, ys] = [inked.map((p) => p % 28), inked.map((p) => Math.floor(p / 28))];
  const span = (list: readonly number[]): number => Math.max(...list) - Math.min(...list) + 1;
  const mass = inked.reduce((sum, p) => sum + image[p], 0);
  const mean = (list: readonly number[]): number =>
    inked.reduce((sum, p, k) => sum + image[p] * list[k], 0) / mass;
  return { long: Math.max(span(xs), span(ys)), x: mean(xs), y: mean(ys) };
}

describe('pictures of no digit', () => {
  test('lie in 28x28 as digits do: 20 pixels long, their mass in the middle', () => {
    const measured = drawn.map(measure);
    for (const { long, x, y } of measured) {
      expect(long).toBeGreaterThan(12); // quarters that were put back to front may leave a rim
      expect(long).toBeLessThanOrEqual(20);
      for (const place of [x, y]) expect(Math.abs(place - 14)).toBeLessThan(4.6);
    }
    const filling = measured.filter(
      ({ long, x, y }) => long >= 19 && Math.abs(x - 14) + Math.abs(y - 14) < 1.2,
    );
    expect(filling.length).toBeGreaterThan(0.9 * drawn.length);
  });

  test('are the same for the same seed, whatever their number', () => {
    const hash = createHash('sha256');
    for (const image of drawn) hash.update(image);
    expect(hash.digest('hex')).toMatchInlineSnapshot(
      `"14ff2c185323cec52d0ea6d0cff485ceeac1403684da10b9d38f6436603a8fe2"`,
    );
    expect(drawOutlier(2, 0, two.images, both)).not.toEqual(drawn[0]);
    const few = withOutliers(two, both, 3, 1);
    expect(few.count).toBe(5);
    expect([...few.labels]).toEqual([5, 5, NO_DIGIT, NO_DIGIT, NO_DIGIT]);
    expect(few.images.subarray(0, 2 * IMAGE_PIXELS)).toEqual(two.images);
    for (let k = 0; k < 3; k++) {
      expect(few.images.subarray((2 + k) * IMAGE_PIXELS, (3 + k) * IMAGE_PIXELS)).toEqual(drawn[k]);
    }
  });

  test('differ from one another, but for some made of two digits alone', () => {
    expect(new Set(drawn.map((image) => image.join())).size).toBeGreaterThan(0.88 * drawn.length);
  });

  test('look at no image but those for training', () => {
    const held = digits(FIVE, THREE.toReversed());
    const first = Int32Array.of(0);
    const [one, other] = [two, held].map(({ images }) =>
      Array.from({ length: 200 }, (_, k) => drawOutlier(3, k, images, first)),
    );
    expect(one).toEqual(other);
    expect(one).not.toEqual(Array.from({ length: 200 }, (_, k) => drawOutlier(3, k, two.images, both)));
  });
});

test.each([2, 3, 4])('a pen of %d pixels draws strokes as wide', (pen) => {
  const plane = drawFitted([[0, 0, 0, 8, 6, 8]], pen);
  expect([plane.width, plane.height]).toEqual([Math.round((6 / 8) * (20 - pen) + pen), 20]);
  expect(Math.abs(strokeWidth(plane) - pen)).toBeLessThan(0.4);
});

test('every glyph is strokes of two points and more', () => {
  for (const shape of [...letters, ...signs]) {
    for (const stroke of shape.split('|')) expect(stroke).toMatch(/^[0-8]\d( [0-8]\d)+$/);
  }
});
