/** Degradations by border, pen and paper; `../degradation.ts` has their probabilities. */

import { DRAW_NOISE, PIXELS, SIDE } from '../augmentation.ts';
import { BLOB, CUT, CUT_SIDE, DROPOUT_SPOT, NOISE, THICKNESS } from '../degradation.ts';
import { spread } from '../draws.ts';
import { type Box, mix, pixelAt, type Tile } from './tile.ts';

const f = Math.fround;

/** Cuts off one side of the ink and of its bounding box. */
export function cut(tile: Tile, box: Box, variation: Float32Array): void {
  const fraction = variation[CUT];
  if (fraction === 0) return;
  const columns = Math.floor(f(f(fraction * (box.right - box.left + 1)) + 0.5));
  const rows = Math.floor(f(f(fraction * (box.bottom - box.top + 1)) + 0.5));
  switch (variation[CUT_SIDE]) {
    case 0:
      box.left += columns;
      break;
    case 1:
      box.right -= columns;
      break;
    case 2:
      box.top += rows;
      break;
    default:
      box.bottom -= rows;
  }
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const inside = x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
      if (!inside) tile[y * SIDE + x] = 0;
    }
  }
}

const before: Tile = new Float32Array(PIXELS);

/** Blends each pixel with the maximum (strength above 0) or the minimum of itself and its four neighbours. */
export function changeThickness(tile: Tile, variation: Float32Array): void {
  const strength = variation[THICKNESS];
  if (strength === 0) return;
  const outer = strength > 0 ? larger : smaller;
  before.set(tile);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const own = pixelAt(before, x, y);
      const horizontal = outer(pixelAt(before, x - 1, y), pixelAt(before, x + 1, y));
      const vertical = outer(pixelAt(before, x, y - 1), pixelAt(before, x, y + 1));
      tile[y * SIDE + x] = mix(own, outer(own, outer(horizontal, vertical)), Math.abs(strength));
    }
  }
}

function larger(a: number, b: number): number {
  return a > b ? a : b;
}

function smaller(a: number, b: number): number {
  return a < b ? a : b;
}

/** A round gap with a soft edge, as from a pen that skips. */
export function eraseSpot(tile: Tile, variation: Float32Array): void {
  if (variation[DROPOUT_SPOT] === 0) return;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    tile[pixel] = f(tile[pixel] * f(1 - coverOf(pixel, variation, DROPOUT_SPOT)));
  }
}

/** A round blob of ink with a soft edge. */
export function addBlob(tile: Tile, variation: Float32Array): void {
  if (variation[BLOB] === 0) return;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    tile[pixel] = larger(tile[pixel], f(255 * coverOf(pixel, variation, BLOB)));
  }
}

/** The approximate fraction of a pixel covered by a disc; radius, x and y of its centre are at offset `disc`. */
function coverOf(pixel: number, variation: Float32Array, disc: number): number {
  const dx = f((pixel % SIDE) - variation[disc + 1]);
  const dy = f(Math.floor(pixel / SIDE) - variation[disc + 2]);
  const distance = f(Math.sqrt(f(f(dx * dx) + f(dy * dy))));
  return smaller(1, larger(0, f(f(variation[disc] + 0.5) - distance)));
}

/** Grain of at most `noise` in either direction, limited by the pixel value so that paper stays paper. */
export function addGrain(tile: Tile, variation: Float32Array, key: number): void {
  const noise = variation[NOISE];
  if (noise === 0) return;
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    const most = smaller(noise, tile[pixel]);
    tile[pixel] = smaller(255, f(tile[pixel] + f(most * spread(key, DRAW_NOISE + pixel))));
  }
}
