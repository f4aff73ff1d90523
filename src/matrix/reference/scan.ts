/**
 * The effects of a scanner: low resolution, where each coarse pixel is the mean of the area that it covers; hard or
 * faint contrast; and then, as in the conversion to MNIST's form, linear interpolation between the centres of the
 * coarse pixels.
 */

import { SIDE } from '../augmentation.ts';
import { CELLS, GAIN, INK, LOW, PITCH, SCAN_PHASE } from '../degradation.ts';
import { mix, type Tile } from './tile.ts';

const f = Math.fround;

/** Coarse pixels form a grid of 32 x 32 with a border of paper. */
const GRID = 32;

let grid: Float32Array = new Float32Array(GRID * GRID);
let other: Float32Array = new Float32Array(GRID * GRID);

/** Modifies the tile in place. */
export function scan(tile: Tile, variation: Float32Array): void {
  if (variation[PITCH] === 0) {
    changeLevels(tile, variation);
    return;
  }
  grid.fill(0);
  for (let y = 0; y < SIDE; y++) grid.set(tile.subarray(y * SIDE, (y + 1) * SIDE), y * GRID);
  shrinkRows(variation[PITCH], variation[CELLS], variation[SCAN_PHASE + 1]);
  transpose();
  shrinkRows(variation[PITCH], variation[CELLS], variation[SCAN_PHASE]);
  changeLevels(grid, variation);
  stretchRows(variation[CELLS], variation[SCAN_PHASE]);
  transpose();
  stretchRows(variation[CELLS], variation[SCAN_PHASE + 1]);
  for (let y = 0; y < SIDE; y++) tile.set(grid.subarray(y * GRID, y * GRID + SIDE), y * SIDE);
}

/** Maps grey levels: subtracts `low`, multiplies by `gain`, clamps to 255, then multiplies by `ink`. */
function changeLevels(pixels: Float32Array, variation: Float32Array): void {
  const [low, gain, ink] = [variation[LOW], variation[GAIN], variation[INK]];
  for (let k = 0; k < pixels.length; k++) {
    const above = f(f(pixels[k] - low) * gain);
    pixels[k] = f((above < 0 ? 0 : above > 255 ? 255 : above) * ink);
  }
}

/** Distributes each row of the grid to the one or two coarse rows that cover it. */
function shrinkRows(pitch: number, cells: number, phase: number): void {
  other.fill(0);
  for (let y = 0; y < SIDE; y++) {
    const place = f(f(y * cells) + phase);
    const first = Math.floor(place);
    const left = f(f(first + 1 - place) * pitch); // distance from the edge of this pixel to that of the coarse one
    const fraction = left > 1 ? 1 : left;
    for (let x = 0; x < GRID; x++) {
      const value = grid[y * GRID + x];
      const cell = first * GRID + x;
      other[cell] = f(other[cell] + f(fraction * value));
      other[cell + GRID] = f(other[cell + GRID] + f(f(1 - fraction) * value));
    }
  }
  for (let k = 0; k < other.length; k++) other[k] = f(other[k] * cells);
  swap();
}

/** Expands coarse rows to 28 rows. */
function stretchRows(cells: number, phase: number): void {
  other.fill(0);
  for (let y = 0; y < SIDE; y++) {
    const place = f(f(f(y + 0.5) * cells) + f(phase - 0.5)); // of the centre of this row, relative to the centres of the coarse rows
    const first = Math.floor(place);
    const fraction = f(place - first);
    for (let x = 0; x < GRID; x++) {
      other[y * GRID + x] = mix(grid[first * GRID + x], grid[(first + 1) * GRID + x], fraction);
    }
  }
  swap();
}

function transpose(): void {
  for (let y = 0; y < GRID; y++) for (let x = 0; x < GRID; x++) other[x * GRID + y] = grid[y * GRID + x];
  swap();
}

function swap(): void {
  [grid, other] = [other, grid];
}
