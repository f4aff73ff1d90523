/** The weights of a first layer as one image: a grid with a tile per neuron or filter. */

import { IMAGE_WIDTH } from '../constants.ts';
import { largest, signedColours } from './pictures.ts';
import type { FirstLayer } from './weights.ts';

const ACROSS = 8;
const GAP = 2;

export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each pixel, row-major. */
  readonly rgb: Uint8Array;
}

/** Each tile has its own scale, on white; those of small filters are enlarged to about the size of an image. */
export function weightGrid({ units, height, width }: FirstLayer): Grid {
  const scale = Math.max(1, Math.floor(IMAGE_WIDTH / width));
  const [wide, high] = [width * scale + GAP, height * scale + GAP];
  const across = Math.min(ACROSS, units.length);
  const grid = { width: across * wide + GAP, height: Math.ceil(units.length / across) * high + GAP };
  const rgb = new Uint8Array(3 * grid.width * grid.height).fill(255);
  for (const [n, weights] of units.entries()) {
    const colours = signedColours(weights, largest(weights), width * height);
    const left = GAP + (n % across) * wide;
    const top = GAP + Math.floor(n / across) * high;
    for (let y = 0; y < height * scale; y++) {
      for (let x = 0; x < width * scale; x++) {
        const from = Math.floor(y / scale) * width + Math.floor(x / scale);
        rgb.set(colours.subarray(3 * from, 3 * from + 3), 3 * ((top + y) * grid.width + left + x));
      }
    }
  }
  return { ...grid, rgb };
}
