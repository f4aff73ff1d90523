/** Reduces images for display. */

import type { RasterImage } from '../image.ts';

const WHITE = 255;

/** RGB, at most `side` pixels wide and high, on white where the image is transparent. Smaller images keep their size. */
export function thumbnail({ width, height, channels, data }: RasterImage, side: number): RasterImage {
  const scale = Math.min(1, side / Math.max(width, height));
  const [wide, high] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  const colours = channels > 2 ? 3 : 1;
  const alphaAt = channels % 2 === 0 ? channels - 1 : null;
  const rgb = new Uint8Array(3 * wide * high);
  for (let y = 0; y < high; y++) {
    const [top, bottom] = span(y, high, height);
    for (let x = 0; x < wide; x++) {
      const [left, right] = span(x, wide, width);
      const sums = [0, 0, 0];
      for (let row = top; row < bottom; row++) {
        for (let p = (row * width + left) * channels; p < (row * width + right) * channels; p += channels) {
          const alpha = alphaAt === null ? 1 : data[p + alphaAt] / 255;
          for (let c = 0; c < 3; c++) sums[c] += WHITE + (data[p + (c % colours)] - WHITE) * alpha;
        }
      }
      const count = (bottom - top) * (right - left);
      for (let c = 0; c < 3; c++) rgb[3 * (y * wide + x) + c] = Math.round(sums[c] / count);
    }
  }
  return { width: wide, height: high, channels: 3, data: rgb };
}

/** The pixels that are averaged for pixel `n` of `small`, of `large` ones: at least one. */
function span(n: number, small: number, large: number): readonly [from: number, to: number] {
  const from = Math.floor((n * large) / small);
  return [from, Math.max(from + 1, Math.floor(((n + 1) * large) / small))];
}
