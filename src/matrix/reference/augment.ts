/** Data augmentation: each output pixel is sampled from the source image. */

import { substream } from '../../random.ts';
import { type Augmentation, drawVariation, PIXELS, VARIATION } from '../augmentation.ts';
import type { Arithmetic } from './arithmetic.ts';
import { addBlob, addGrain, changeThickness, cut, eraseSpot } from './degradation.ts';
import { scan } from './scan.ts';
import { type ByteImages, type ListedRows, listPixels } from './sparse.ts';
import { boxOf, type Tile } from './tile.ts';
import { warp } from './warp.ts';

const variation = new Float32Array(VARIATION);
const source: Tile = new Float32Array(PIXELS);
const result: Tile = new Float32Array(PIXELS);
const bytes = new Uint8Array(PIXELS);

/** x[n] = images[order[start + n]], augmented according to the stream of the image's key. */
export function augment(
  arithmetic: Arithmetic,
  x: ListedRows,
  images: ByteImages,
  order: Int32Array,
  start: number,
  key: number,
  augmentation: Augmentation,
): void {
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n];
    const imageKey = substream(key, image);
    drawVariation(variation, 0, imageKey, augmentation);
    for (let i = 0; i < PIXELS; i++) source[i] = images.bytes[image * PIXELS + i];
    const box = boxOf(source);
    cut(source, box, variation);
    warp(result, source, box, variation, imageKey);
    changeThickness(result, variation);
    eraseSpot(result, variation);
    addBlob(result, variation);
    scan(result, variation);
    addGrain(result, variation, imageKey);
    quantise(bytes, result);
    listPixels(arithmetic, x, n, bytes, 0);
  }
}

/** Rounds to the nearest integer, halves up. tile: from 0 to 255. */
function quantise(out: Uint8Array, tile: Tile): void {
  for (let i = 0; i < PIXELS; i++) out[i] = Math.floor(Math.fround(tile[i] + 0.5));
}
