// Data augmentation: record -> tile of floats -> warped tile -> record in the memory of the batch.
//
// A TILE has 28 rows of 28 floats, surrounded by paper, so that reads beyond the border need no checks: each row is
// 32 floats, of which the first 4 are paper (and serve as the 4 after the previous row), with a row of paper above
// and two below. Each block of images has a SCRATCH area that its images use in turn.

import { address, size } from './arguments';
import { headBytes, recordOf, touchRecords, wordAt } from './records';
import { scan } from './scan';
import { ORIGIN, RESULT, ROW, SCRATCH_BYTES, SOURCE, SOURCE_BOX, TILE_BYTES } from './tile';
import { warp } from './warp';
import { addGrain, cut, degrade } from './degradation';

const PIXELS: i32 = 784;
const SIDE: i32 = 28;
const SEGMENTS: i32 = 13;
/** Floats per variation, as in ../../augmentation.ts. */
const VARIATION: usize = 32;

/** args: offsets of the results, offsets of the sources, keys, variations, scratch, images of a block, whether degraded. */
export function augment(args: usize, begin: i32, end: i32): void {
  const scratch = address(args, 4) + <usize>(begin / size(args, 5)) * SCRATCH_BYTES;
  const degraded = size(args, 6) != 0;
  touchRecords(address(args, 1), begin, end);
  for (let n = begin; n < end; n++) {
    const variation = address(args, 3) + <usize>n * VARIATION * 4;
    const key = load<i32>(address(args, 2) + (<usize>n << 2));
    unpack(recordOf(address(args, 1), n), scratch);
    cut(scratch, variation);
    warp(scratch, variation, key);
    if (degraded) {
      degrade(scratch, variation);
      scan(scratch, variation);
      addGrain(scratch, variation, key);
    }
    pack(scratch + RESULT, recordOf(address(args, 0), n));
  }
}

/** Writes the pixels of a record to the source tile, and their bounding box: left, right, top, bottom. */
function unpack(record: usize, scratch: usize): void {
  const tile = scratch + SOURCE;
  memory.fill(tile, 0, TILE_BYTES);
  let left = SIDE;
  let right = -1;
  let top = SIDE;
  let bottom = -1;
  const end = wordAt(record, SEGMENTS, SEGMENTS);
  for (let word = wordAt(record, SEGMENTS, 0); word < end; word += 4) {
    const pixel = load<i32>(word);
    const column = pixel >>> 17;
    const y = (column * 2341) >> 16; // column / 28
    const x = column - y * SIDE;
    // a row of the tile is 16 bytes longer than 28 pixels
    store<f32>(tile + ORIGIN + <usize>((column << 2) + (y << 4)), <f32>((pixel >> 2) & 0xff));
    left = min(left, x);
    right = max(right, x);
    top = min(top, y);
    bottom = y;
  }
  if (bottom == -1) {
    // no ink: a centred box of 20 x 20
    left = top = 4;
    right = bottom = 23;
  }
  store<f32>(scratch + SOURCE_BOX, <f32>left);
  store<f32>(scratch + SOURCE_BOX, <f32>right, 4);
  store<f32>(scratch + SOURCE_BOX, <f32>top, 8);
  store<f32>(scratch + SOURCE_BOX, <f32>bottom, 12);
}

/** Converts a tile, from 0 to 255, to a record: rounds to the nearest integer, halves up, and skips zeros. */
function pack(tile: usize, record: usize): void {
  const first = record + headBytes(SEGMENTS);
  let to = first;
  let pixels = tile + ORIGIN;
  let x = 0;
  for (let i = 0; i < PIXELS; i += 4) {
    if (i % 64 == 0) store<u16>(record + (<usize>(i >> 6) << 1), <u16>((to - first) >> 2));
    const rounded = f32x4.floor(f32x4.add(v128.load(pixels), f32x4.splat(0.5)));
    const mask = i32x4.bitmask(f32x4.gt(rounded, f32x4.splat(0)));
    pixels += 16;
    x += 4;
    if (x == SIDE) {
      x = 0;
      pixels += ROW - <usize>SIDE * 4;
    }
    if (mask == 0) continue;
    // the last bits of the float 2^23 + n are the integer n
    const bytes = v128.and(f32x4.add(rounded, f32x4.splat(8388608)), i32x4.splat(0xff));
    const columns = i32x4.add(i32x4.splat(i << 17), i32x4(0, 1 << 17, 2 << 17, 3 << 17));
    const words = v128.or(columns, i32x4.shl(bytes, 2));
    // each word is written, but the position only advances past those with ink
    store<i32>(to, i32x4.extract_lane(words, 0));
    to += (mask & 1) << 2;
    store<i32>(to, i32x4.extract_lane(words, 1));
    to += (mask & 2) << 1;
    store<i32>(to, i32x4.extract_lane(words, 2));
    to += mask & 4;
    store<i32>(to, i32x4.extract_lane(words, 3));
    to += (mask & 8) >> 1;
  }
  store<u16>(record + (<usize>SEGMENTS << 1), <u16>((to - first) >> 2));
}
