// Degradations by border, pen and paper: ../../reference/degradation.ts, four pixels at a time.

import { spread4 } from './random';
import { COPY, ORIGIN, RESULT, ROW, SOURCE, SOURCE_BOX, TILE_BYTES } from './tile';

/** Offsets in a variation, in bytes, as in ../../degradation.ts. */
const CUT: usize = 44;
const CUT_SIDE: usize = 48;
const THICKNESS: usize = 52;
const DROPOUT_SPOT: usize = 56;
const BLOB: usize = 68;
const NOISE: usize = 108;

const DRAW_NOISE: i32 = 1024;
const SIDE: i32 = 28;
const ROW_PIXELS: usize = 28 * 4;

/** Cuts off one side of the source's ink and of its bounding box. */
export function cut(scratch: usize, variation: usize): void {
  const fraction = load<f32>(variation, CUT);
  if (fraction == 0) return;
  const box = scratch + SOURCE_BOX;
  const columns = floor<f32>(fraction * (load<f32>(box, 4) - load<f32>(box) + 1) + 0.5);
  const rows = floor<f32>(fraction * (load<f32>(box, 12) - load<f32>(box, 8) + 1) + 0.5);
  const side = <i32>load<f32>(variation, CUT_SIDE);
  if (side == 0) store<f32>(box, load<f32>(box) + columns);
  else if (side == 1) store<f32>(box, load<f32>(box, 4) - columns, 4);
  else if (side == 2) store<f32>(box, load<f32>(box, 8) + rows, 8);
  else store<f32>(box, load<f32>(box, 12) - rows, 12);
  const left = <i32>load<f32>(box);
  const right = <i32>load<f32>(box, 4);
  const top = <i32>load<f32>(box, 8);
  const bottom = <i32>load<f32>(box, 12);
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      if (x >= left && x <= right && y >= top && y <= bottom) continue;
      store<f32>(scratch + SOURCE + ORIGIN + <usize>y * ROW + (<usize>x << 2), 0);
    }
  }
}

/** Applies degradations by pen and paper to the result. */
export function degrade(scratch: usize, variation: usize): void {
  const tile = scratch + RESULT + ORIGIN;
  const thickness = load<f32>(variation, THICKNESS);
  if (thickness != 0) {
    memory.copy(scratch + COPY, scratch + RESULT, TILE_BYTES);
    if (thickness > 0) thicken(tile, scratch + COPY + ORIGIN, f32x4.splat(thickness));
    else thin(tile, scratch + COPY + ORIGIN, f32x4.splat(-thickness));
  }
  if (load<f32>(variation, DROPOUT_SPOT) != 0) eraseSpot(tile, variation + DROPOUT_SPOT);
  if (load<f32>(variation, BLOB) != 0) addBlob(tile, variation + BLOB);
}

function thicken(tile: usize, before: usize, strength: v128): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x: usize = 0; x < ROW_PIXELS; x += 16) {
      const own = v128.load(before + x);
      const horizontal = f32x4.pmax(v128.load(before + x - 4), v128.load(before + x, 4));
      const vertical = f32x4.pmax(v128.load(before + x - ROW), v128.load(before + x, ROW));
      const most = f32x4.pmax(own, f32x4.pmax(horizontal, vertical));
      v128.store(tile + x, f32x4.add(own, f32x4.mul(strength, f32x4.sub(most, own))));
    }
    tile += ROW;
    before += ROW;
  }
}

function thin(tile: usize, before: usize, strength: v128): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x: usize = 0; x < ROW_PIXELS; x += 16) {
      const own = v128.load(before + x);
      const horizontal = f32x4.pmin(v128.load(before + x - 4), v128.load(before + x, 4));
      const vertical = f32x4.pmin(v128.load(before + x - ROW), v128.load(before + x, ROW));
      const least = f32x4.pmin(own, f32x4.pmin(horizontal, vertical));
      v128.store(tile + x, f32x4.add(own, f32x4.mul(strength, f32x4.sub(least, own))));
    }
    tile += ROW;
    before += ROW;
  }
}

function eraseSpot(tile: usize, disc: usize): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x: usize = 0; x < ROW_PIXELS; x += 16) {
      const left = f32x4.sub(f32x4.splat(1), coverAt(x, y, disc));
      v128.store(tile + x, f32x4.mul(v128.load(tile + x), left));
    }
    tile += ROW;
  }
}

function addBlob(tile: usize, disc: usize): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x: usize = 0; x < ROW_PIXELS; x += 16) {
      const ink = f32x4.mul(f32x4.splat(255), coverAt(x, y, disc));
      v128.store(tile + x, f32x4.pmax(ink, v128.load(tile + x)));
    }
    tile += ROW;
  }
}

/** The approximate fraction of each of four pixels covered by a disc (radius, x, y). */
// @ts-ignore: decorator
@inline
function coverAt(x: usize, y: i32, disc: usize): v128 {
  const columns = f32x4.add(f32x4.splat(<f32>(<i32>x >> 2)), f32x4(0, 1, 2, 3));
  const dx = f32x4.sub(columns, v128.load32_splat(disc, 4));
  const dy = <f32>y - load<f32>(disc, 8);
  const distance = f32x4.sqrt(f32x4.add(f32x4.mul(dx, dx), f32x4.splat(dy * dy)));
  const cover = f32x4.sub(f32x4.splat(load<f32>(disc) + 0.5), distance);
  return f32x4.pmin(f32x4.splat(1), f32x4.pmax(f32x4.splat(0), cover));
}

/** Grain of at most `noise` in either direction, limited by the pixel value. */
export function addGrain(scratch: usize, variation: usize, key: i32): void {
  const noise = v128.load32_splat(variation, NOISE);
  if (load<f32>(variation, NOISE) == 0) return;
  let tile = scratch + RESULT + ORIGIN;
  let place = DRAW_NOISE;
  for (let y = 0; y < SIDE; y++) {
    for (let x: usize = 0; x < ROW_PIXELS; x += 16) {
      const grey = v128.load(tile + x);
      if (v128.any_true(grey)) {
        const change = f32x4.mul(f32x4.pmin(noise, grey), spread4(key, place));
        v128.store(tile + x, f32x4.pmin(f32x4.splat(255), f32x4.add(grey, change)));
      }
      place += 4;
    }
    tile += ROW;
  }
}
