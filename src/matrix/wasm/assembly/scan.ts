// The effects of a scanner: ../../reference/scan.ts, four columns at a time. Rows are shrunk, the grid is transposed,
// the former columns are shrunk as rows, and the grid is transposed back.

import { GRID, GRID_BYTES, ORIGIN, OTHER_GRID, RESULT, ROW } from './tile';

/** Offsets in a variation, in bytes, as in ../../degradation.ts. */
const PITCH: usize = 80;
const CELLS: usize = 84;
const SCAN_PHASE: usize = 88;
const LOW: usize = 96;
const GAIN: usize = 100;
const INK: usize = 104;

const SIDE: i32 = 28;
const ROW_PIXELS: usize = 28 * 4;

/** Modifies the result tile. */
export function scan(scratch: usize, variation: usize): void {
  const tile = scratch + RESULT + ORIGIN;
  const pitch = load<f32>(variation, PITCH);
  if (pitch == 0) {
    changeLevels(tile, ROW_PIXELS, SIDE, variation);
    return;
  }
  const cells = load<f32>(variation, CELLS);
  const phaseX = load<f32>(variation, SCAN_PHASE);
  const phaseY = load<f32>(variation, SCAN_PHASE + 4);
  const grid = scratch + GRID;
  const other = scratch + OTHER_GRID;
  // the four columns after a row of the tile are paper: the margin of the next row
  shrinkRows(other, tile, pitch, cells, phaseY);
  transpose(grid, other);
  shrinkRows(other, grid, pitch, cells, phaseX);
  changeLevels(other, ROW, 32, variation);
  stretchRows(grid, other, ROW, cells, phaseX);
  memory.fill(grid + <usize>SIDE * ROW, 0, <usize>(32 - SIDE) * ROW);
  transpose(other, grid);
  stretchRows(tile, other, ROW_PIXELS, cells, phaseY);
}

function changeLevels(rows: usize, rowBytes: usize, count: i32, variation: usize): void {
  const low = v128.load32_splat(variation, LOW);
  const gain = v128.load32_splat(variation, GAIN);
  const ink = v128.load32_splat(variation, INK);
  for (let y = 0; y < count; y++) {
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const above = f32x4.mul(f32x4.sub(v128.load(rows + x), low), gain);
      const level = f32x4.pmin(f32x4.splat(255), f32x4.pmax(f32x4.splat(0), above));
      v128.store(rows + x, f32x4.mul(level, ink));
    }
    rows += ROW;
  }
}

function shrinkRows(to: usize, from: usize, pitch: f32, cells: f32, phase: f32): void {
  memory.fill(to, 0, GRID_BYTES);
  for (let y = 0; y < SIDE; y++) {
    const place = <f32>y * cells + phase;
    const first = floor<f32>(place);
    const left = (first + 1 - place) * pitch;
    const fraction: f32 = left > 1 ? 1 : left;
    const fractions = f32x4.splat(fraction);
    const rest = f32x4.splat(1 - fraction);
    const cell = to + <usize>(<i32>first) * ROW;
    for (let x: usize = 0; x < ROW; x += 16) {
      const value = v128.load(from + x);
      v128.store(cell + x, f32x4.add(v128.load(cell + x), f32x4.mul(fractions, value)));
      v128.store(cell + x, f32x4.add(v128.load(cell + x, ROW), f32x4.mul(rest, value)), ROW);
    }
    from += ROW;
  }
  for (let k: usize = 0; k < GRID_BYTES; k += 16) {
    v128.store(to + k, f32x4.mul(v128.load(to + k), f32x4.splat(cells)));
  }
}

function stretchRows(to: usize, from: usize, rowBytes: usize, cells: f32, phase: f32): void {
  for (let y = 0; y < SIDE; y++) {
    const place = (<f32>y + 0.5) * cells + (phase - 0.5);
    const first = floor<f32>(place);
    const fraction = f32x4.splat(place - first);
    const cell = from + <usize>(<i32>first) * ROW;
    for (let x: usize = 0; x < rowBytes; x += 16) {
      const above = v128.load(cell + x);
      const below = v128.load(cell + x, ROW);
      v128.store(to + x, f32x4.add(above, f32x4.mul(fraction, f32x4.sub(below, above))));
    }
    to += ROW;
  }
}

/** 32 x 32 elements. */
function transpose(to: usize, from: usize): void {
  for (let y: usize = 0; y < 32; y += 4) {
    for (let x: usize = 0; x < 32; x += 4) {
      const at = from + y * ROW + (x << 2);
      const a = v128.load(at);
      const b = v128.load(at, ROW);
      const c = v128.load(at, 2 * ROW);
      const d = v128.load(at, 3 * ROW);
      const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
      const ab2 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
      const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
      const cd2 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
      const out = to + x * ROW + (y << 2);
      v128.store(out, v128.shuffle<f64>(ab, cd, 0, 2));
      v128.store(out, v128.shuffle<f64>(ab, cd, 1, 3), ROW);
      v128.store(out, v128.shuffle<f64>(ab2, cd2, 0, 2), 2 * ROW);
      v128.store(out, v128.shuffle<f64>(ab2, cd2, 1, 3), 3 * ROW);
    }
  }
}
