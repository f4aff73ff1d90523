/** Digits in the styles of the world: in MNIST's form, all of them told apart, the same for the same seed. */

import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { drawAllograph, drawAllographs, withAllographs } from '../../src/dataset/allographs/allographs.ts';
import { styles } from '../../src/dataset/allographs/styles.ts';
import { IMAGE_PIXELS } from '../../src/dataset/dataset.ts';
import { strokeWidth } from '../../src/image/digit/stroke.ts';

const all = drawAllographs(5 * styles.length, 1);
const imageOf = (n: number): Uint8Array => all.images.subarray(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS);

/** The longer side of the ink's box, and where its mass lies. */
function measure(image: Uint8Array): { long: number; x: number; y: number } {
  let [left, right, top, bottom, mass, x, y] = [28, -1, 28, -1, 0, 0, 0];
  image.forEach((ink, p) => {
    if (ink === 0) return;
    const [column, row] = [p % 28, Math.floor(p / 28)];
    [left, right] = [Math.min(left, column), Math.max(right, column)];
    [top, bottom] = [Math.min(top, row), Math.max(bottom, row)];
    mass += ink;
    x += ink * column;
    y += ink * row;
  });
  return { long: Math.max(right - left, bottom - top) + 1, x: x / mass, y: y / mass };
}

describe('the table of styles', () => {
  test('has several of each digit, each with a name of its own', () => {
    const names = styles.map(({ digit, name }) => `${digit} ${name}`);
    expect(new Set(names).size).toBe(names.length);
    for (let digit = 0; digit < 10; digit++) {
      expect(styles.filter((style) => style.digit === digit).length, `of ${digit}`).toBeGreaterThan(3);
    }
  });
});

describe('drawings', () => {
  test("lie in 28x28 as MNIST's digits do: about 20 long, their mass in the middle, strokes as wide", () => {
    for (let n = 0; n < all.count; n++) {
      const { long, x, y } = measure(imageOf(n));
      expect(long).toBeGreaterThan(15);
      expect(long).toBeLessThanOrEqual(20);
      for (const place of [x, y]) expect(Math.abs(place - 14)).toBeLessThan(2.5); // a long foot reaches the frame first
    }
    const widths = Array.from({ length: all.count }, (_, n) => {
      const data = Float32Array.from(imageOf(n), (ink) => ink / 255);
      return strokeWidth({ width: 28, height: 28, data });
    }).sort((a, b) => a - b);
    expect(widths[Math.floor(widths.length / 2)]).toBeGreaterThan(2);
    expect(widths[Math.floor(widths.length / 2)]).toBeLessThan(4);
  });

  test('are the same bytes for the same seed, in every engine and whatever their number', () => {
    const sha256 = createHash('sha256').update(all.images).digest('hex');
    expect(sha256).toMatchInlineSnapshot(
      `"fb8f7fe26fa0b48bbbe9558f419a68b68c745fad1089ba3e77f3624ef8514a7b"`,
    );
    expect(all.labels[styles.length]).toBe(styles[0].digit);
    expect(imageOf(styles.length)).toEqual(drawAllograph(styles[0], 1, 1));
    expect(drawAllographs(3, 1).images).toEqual(all.images.subarray(0, 3 * IMAGE_PIXELS));
    expect(drawAllographs(3, 2).images).not.toEqual(drawAllographs(3, 1).images);
  });

  test('no hand draws one twice', () => {
    const hashes = Array.from({ length: all.count }, (_, n) => String(imageOf(n)));
    expect(new Set(hashes).size).toBe(all.count);
  });

  test('stand behind the images that they are mixed with', () => {
    const images = {
      count: 2,
      images: new Uint8Array(2 * IMAGE_PIXELS).fill(9),
      labels: Uint8Array.of(7, 3),
    };
    const mixed = withAllographs(images, 4, 1);
    expect(mixed.count).toBe(6);
    expect([...mixed.labels]).toEqual([7, 3, ...styles.slice(0, 4).map(({ digit }) => digit)]);
    expect(mixed.images.subarray(0, images.images.length)).toEqual(images.images);
    expect(mixed.images.subarray(images.images.length)).toEqual(drawAllographs(4, 1).images);
  });
});
