/** A grey image of 28 x 28 pixels during augmentation. */

import { PIXELS, SIDE } from '../augmentation.ts';

/** Row-major; 0 is paper, 255 is ink. */
export type Tile = Float32Array;

const f = Math.fround;

/** A pixel; positions outside the image are paper. */
export function pixelAt(tile: Tile, x: number, y: number): number {
  return x >= 0 && x < SIDE && y >= 0 && y < SIDE ? tile[y * SIDE + x] : 0;
}

/** Linear interpolation from a (fraction 0) to b (fraction 1). */
export function mix(a: number, b: number, fraction: number): number {
  return f(a + f(fraction * f(b - a)));
}

/** The first and last columns and rows that contain ink. */
export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** The bounding box of the ink; for an empty image, a centred box of 20 x 20. */
export function boxOf(tile: Tile): Box {
  const box = { left: SIDE, right: -1, top: SIDE, bottom: -1 };
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    if (tile[pixel] === 0) continue;
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x);
    box.top = Math.min(box.top, y);
    box.bottom = y;
  }
  return box.bottom === -1 ? { left: 4, right: 23, top: 4, bottom: 23 } : box;
}
