// Convolution of one-channel images that are mostly paper, with filters of width 5 or 3 and stride 1: only non-zero
// pixels are visited. For 8 filters at a time, a row of all of them, or its gradient, stays in registers while the
// pixels are processed. The windows that contain a pixel are adjacent, so that their values for these filters, 8
// each, are contiguous in a MAP of the windows:
//
//     columns:  margin | windows of a row | margin      rows of windows one below another
//
// Margins are one column narrower than a filter. They absorb the contributions of pixels at the border, so that no
// loop has to check for borders.
//
// The rows of the filters are processed one after another, each over all pixels: the terms of a window, or of a
// filter, are still added in ascending order.

import { address, copyNumbers, size } from './arguments';
import { append, ENTRY, nonZero } from './entries';

// A list entry: the offset in a row of the map where the windows that contain a pixel start, and the pixel.

/** 8 values. */
const PLACE: usize = 32;

/** The arguments after the addresses, as in conv2d.ts. */
const COLS = 4;
const ROWS = 5;
const FILTERS = 6;
const ROW_BYTES = 8;
const IMAGE_BYTES = 9;
const HEIGHT = 11;
const RUN = 12;

/** Bytes per row of a map. */
// @ts-ignore: decorator
@inline
function mapRowBytes(args: usize): usize {
  return <usize>(size(args, COLS) + 2 * ((size(args, RUN) >> 2) - 1)) * PLACE;
}

/** Whether there is a loop for filters of this width. args: those of `conv2d`. */
// @ts-ignore: decorator
@inline
export function takesPixels(args: usize): boolean {
  return size(args, 7) == 4 && (size(args, RUN) == 20 || size(args, RUN) == 12);
}

/** `conv2d` for images begin to end. `scratch`: for the lists of an image, then for a map. */
export function conv2dOfPixels(args: usize, begin: i32, end: i32, scratch: usize): void {
  const F = size(args, FILTERS);
  const windows = size(args, ROWS) * size(args, COLS);
  const imageBytes = <usize>size(args, IMAGE_BYTES);
  const height = size(args, HEIGHT);
  const rowBytes = mapRowBytes(args);
  const run = <usize>size(args, RUN);
  const panelBytes = <usize>height * (run << 3);
  const rows = size(args, ROWS);
  for (let n = begin; n < end; n++) {
    const map = makePixelLists(args, address(args, 1) + <usize>n * imageBytes, scratch);
    const out = address(args, 0) + (<usize>(n * windows * F) << 2);
    for (let f = 0; f < F; f += 8) {
      const w = address(args, 2) + <usize>(f >> 3) * panelBytes;
      fillMap(args, map, address(args, 3) + (<usize>f << 2));
      for (let ky = 0; ky < height; ky++) {
        const first = load<u32>(scratch + (<usize>ky << 2));
        const stop = load<u32>(scratch + (<usize>(ky + rows) << 2));
        const to = map - <usize>ky * rowBytes;
        const row = w + <usize>ky * (run << 3);
        if (run == 20) addPixels5(to, first, stop, row);
        else addPixels3(to, first, stop, row);
      }
      copyMap(args, out + (<usize>f << 2), map, F - f);
    }
  }
}

/**
 * Builds the list of the non-zero pixels of an image, preceded by the start of each row and the end of the last one.
 * Returns the address after it, aligned.
 */
export function makePixelLists(args: usize, x: usize, scratch: usize): usize {
  const width = size(args, ROW_BYTES) >> 2;
  const height = size(args, IMAGE_BYTES) / size(args, ROW_BYTES);
  const rowBytes = mapRowBytes(args);
  let starts = scratch;
  let entry = scratch + (<usize>(height + 1) << 2);
  for (let y = 0; y < height; y++) {
    store<u32>(starts, <u32>entry);
    starts += 4;
    let offsets = i32x4.add(i32x4.splat(y * <i32>rowBytes), i32x4(0, 32, 64, 96));
    for (let column = 0; column < width; column += 4) {
      const v = v128.load(x + (<usize>column << 2));
      let mask = nonZero(v);
      if (column + 4 > width) mask &= (1 << (width - column)) - 1;
      entry = append(entry, offsets, v, mask);
      offsets = i32x4.add(offsets, i32x4.splat(128));
    }
    x += <usize>width << 2;
  }
  store<u32>(starts, <u32>entry);
  return (entry + 63) & ~63;
}

/** Fills the map with the biases. */
function fillMap(args: usize, map: usize, bias: usize): void {
  const low = f32x4.add(v128.load(bias), f32x4.splat(0));
  const high = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  const stop = map + <usize>size(args, ROWS) * mapRowBytes(args);
  for (let to = map; to < stop; to += PLACE) {
    v128.store(to, high, 16);
    v128.store(to, low);
  }
}

/** Copies `count` of 8 filters to their place in the output. */
function copyMap(args: usize, to: usize, map: usize, count: i32): void {
  const cols = size(args, COLS);
  const outBytes = <usize>size(args, FILTERS) << 2;
  const margin = <usize>((size(args, RUN) >> 2) - 1) * PLACE;
  const rowBytes = mapRowBytes(args);
  for (let y = 0; y < size(args, ROWS); y++) {
    let from = map + <usize>y * rowBytes + margin;
    for (let x = 0; x < cols; x++) {
      if (count >= 8) {
        const low = v128.load(from);
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, low);
      } else copyNumbers(to, from, count);
      to += outBytes;
      from += PLACE;
    }
  }
}

/**
 * Adds each pixel's multiple of a row of filters of width 5, from the last column to the first, to the windows that
 * contain it.
 */
function addPixels5(map: usize, entry: usize, stop: usize, w: usize): void {
  const a = v128.load(w, 128);
  const b = v128.load(w, 144);
  const c = v128.load(w, 96);
  const d = v128.load(w, 112);
  const e = v128.load(w, 64);
  const f = v128.load(w, 80);
  const g = v128.load(w, 32);
  const h = v128.load(w, 48);
  const i = v128.load(w);
  const j = v128.load(w, 16);
  for (; entry < stop; entry += ENTRY) {
    const to = map + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    const sum0 = f32x4.add(v128.load(to), f32x4.mul(x, a));
    const sum1 = f32x4.add(v128.load(to, 16), f32x4.mul(x, b));
    v128.store(to, sum1, 16);
    v128.store(to, sum0);
    const sum2 = f32x4.add(v128.load(to, 32), f32x4.mul(x, c));
    const sum3 = f32x4.add(v128.load(to, 48), f32x4.mul(x, d));
    v128.store(to, sum3, 48);
    v128.store(to, sum2, 32);
    const sum4 = f32x4.add(v128.load(to, 64), f32x4.mul(x, e));
    const sum5 = f32x4.add(v128.load(to, 80), f32x4.mul(x, f));
    v128.store(to, sum5, 80);
    v128.store(to, sum4, 64);
    const sum6 = f32x4.add(v128.load(to, 96), f32x4.mul(x, g));
    const sum7 = f32x4.add(v128.load(to, 112), f32x4.mul(x, h));
    v128.store(to, sum7, 112);
    v128.store(to, sum6, 96);
    const sum8 = f32x4.add(v128.load(to, 128), f32x4.mul(x, i));
    const sum9 = f32x4.add(v128.load(to, 144), f32x4.mul(x, j));
    v128.store(to, sum9, 144);
    v128.store(to, sum8, 128);
  }
}

/** The same for width 3. */
function addPixels3(map: usize, entry: usize, stop: usize, w: usize): void {
  const a = v128.load(w, 64);
  const b = v128.load(w, 80);
  const c = v128.load(w, 32);
  const d = v128.load(w, 48);
  const e = v128.load(w);
  const f = v128.load(w, 16);
  for (; entry < stop; entry += ENTRY) {
    const to = map + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    const sum0 = f32x4.add(v128.load(to), f32x4.mul(x, a));
    const sum1 = f32x4.add(v128.load(to, 16), f32x4.mul(x, b));
    v128.store(to, sum1, 16);
    v128.store(to, sum0);
    const sum2 = f32x4.add(v128.load(to, 32), f32x4.mul(x, c));
    const sum3 = f32x4.add(v128.load(to, 48), f32x4.mul(x, d));
    v128.store(to, sum3, 48);
    v128.store(to, sum2, 32);
    const sum4 = f32x4.add(v128.load(to, 64), f32x4.mul(x, e));
    const sum5 = f32x4.add(v128.load(to, 80), f32x4.mul(x, f));
    v128.store(to, sum5, 80);
    v128.store(to, sum4, 64);
  }
}
