// Convolution, backward: the gradient of the input. After pooling and ReLU at least three quarters of dOut are zero;
// the non-zero elements of a row of dOut therefore become a list, ascending by window and filter. A tile of a row of
// dX, 24 or 32 elements, then stays in registers while the entries whose windows overlap it are processed: each adds
// its multiple of the corresponding part of its filter.
//
// For this, the filters are copied row by row, with zeros on both sides of each row where a tile may extend beyond
// it: the terms added there are 0 as long as dOut is finite. Rows are processed from last to first, so that the terms
// of an element of dX are added in ascending order of windows.

import { address, size } from './arguments';
import { allFinite, keptOf256 } from './density';
import { append, ENTRY, nonZero } from './entries';

// A list entry: the offset of a row of its filter relative to the left edge of dX, and dOut.

const START: usize = 4;

/** The arguments after the addresses: windows per row and so on, as in `conv2d` of conv2d.ts. */
const COLS = 3;
const ROWS = 4;
const FILTERS = 5;
const STEP = 6;
const ROW_BYTES = 7;
const IMAGE_BYTES = 8;
const STRIDE = 9;
const HEIGHT = 10;
const RUN = 11;

// set for each call; each thread has its own
let tileBytes: usize = 0;
let margin: usize = 0; // bytes of zeros on each side of a row of a filter
let pitch: usize = 0; // bytes per row of a filter, with margins

/** Sets the variables above. */
function layOut(args: usize): void {
  const pixelBytes = size(args, STEP) / size(args, STRIDE);
  tileBytes = pixelBytes == 96 || pixelBytes < 64 ? 96 : 128;
  margin = <usize>pixelBytes % tileBytes == 0 ? 0 : tileBytes;
  pitch = <usize>size(args, RUN) + 2 * margin;
}

/** Minimum average number of list entries per tile for which the lists and the additional loop pay off. */
const TILES_PAY = 8;
/** The same where tiles extend beyond the windows, and so process zeros. */
const PADDED_TILES_PAY = 14;

/** Whether tiles pay off, and the zero padding of filters is safe: infinity times 0 is not 0. */
export function takesTiles(args: usize, begin: i32, end: i32): boolean {
  layOut(args);
  const F = size(args, FILTERS);
  const outBytes = <usize>(size(args, ROWS) * size(args, COLS) * F) << 2;
  const from = address(args, 1) + <usize>begin * outBytes;
  const windows = (<i32>tileBytes + size(args, RUN)) / size(args, STEP) - 1;
  // the first image serves as a sample
  const entries = (keptOf256(from, from + outBytes) * F * windows) >> 8;
  if (entries < (margin == 0 ? TILES_PAY : PADDED_TILES_PAY)) return false;
  return margin == 0 || allFinite(from, from + <usize>(end - begin) * outBytes);
}

/** Images begin to end. `scratch`: for a tile, the copy of the filters, and the lists of an image. */
export function tilesOfGradient(args: usize, begin: i32, end: i32, scratch: usize): void {
  layOut(args);
  const F = size(args, FILTERS);
  const height = size(args, HEIGHT);
  const rows = size(args, ROWS);
  const imageBytes = <usize>size(args, IMAGE_BYTES);
  const outBytes = <usize>(rows * size(args, COLS) * F) << 2;
  const copy = scratch + 128;
  const slice = <usize>F * pitch;
  const lists = copy + <usize>height * slice;
  const rowBytes = <usize>size(args, ROW_BYTES);
  copyFilters(args, copy);
  for (let n = begin; n < end; n++) {
    makeLists(args, address(args, 1) + <usize>n * outBytes, lists);
    const dX = address(args, 0) + <usize>n * imageBytes;
    memory.fill(dX, 0, imageBytes);
    for (let ky = height - 1; ky >= 0; ky--) {
      let starts = lists;
      let to = dX + <usize>ky * rowBytes;
      for (let y = 0; y < rows; y++) {
        rowOfTiles(args, to, starts, copy + <usize>ky * slice + margin, scratch);
        starts += <usize>(size(args, COLS) + 1) * START;
        to += rowBytes * <usize>size(args, STRIDE);
      }
    }
  }
}

/** Copies the filters by rows: the first row of each, then the second row of each, ... */
function copyFilters(args: usize, to: usize): void {
  const run = <usize>size(args, RUN);
  const filterBytes = <usize>size(args, HEIGHT) * run;
  for (let ky = 0; ky < size(args, HEIGHT); ky++) {
    let from = address(args, 2) + <usize>ky * run;
    for (let f = 0; f < size(args, FILTERS); f++) {
      memory.fill(to, 0, margin);
      memory.copy(to + margin, from, run);
      memory.fill(to + margin + run, 0, margin);
      from += filterBytes;
      to += pitch;
    }
  }
}

/** Builds the lists of an image, preceded by the start of each row and window, and the end of each row. */
function makeLists(args: usize, dOut: usize, lists: usize): void {
  const rows = size(args, ROWS);
  const cols = size(args, COLS);
  const F = size(args, FILTERS);
  let starts = lists;
  let entry = lists + <usize>(rows * (cols + 1)) * START;
  const steps = i32x4.mul(i32x4.splat(<i32>pitch), i32x4(0, 1, 2, 3));
  for (let y = 0; y < rows; y++) {
    let left = 0;
    for (let x = 0; x < cols; x++) {
      store<u32>(starts, <u32>entry);
      starts += START;
      let offsets = i32x4.add(i32x4.splat(-left), steps);
      for (let f = 0; f < F; f += 4) {
        const g = v128.load(dOut + (<usize>f << 2));
        let mask = nonZero(g);
        if (f + 4 > F) mask &= (1 << (F - f)) - 1;
        entry = append(entry, offsets, g, mask);
        offsets = i32x4.add(offsets, i32x4.splat(4 * <i32>pitch));
      }
      dOut += <usize>F << 2;
      left += size(args, STEP);
    }
    store<u32>(starts, <u32>entry);
    starts += START;
  }
}

/**
 * Adds to a row of dX the contribution of a row of windows, whose lists begin at `starts`, and a row of the filters.
 */
function rowOfTiles(args: usize, dX: usize, starts: usize, filters: usize, spare: usize): void {
  const rowBytes = size(args, ROW_BYTES);
  const step = size(args, STEP);
  const run = size(args, RUN);
  const cols = size(args, COLS);
  for (let at = 0; at < rowBytes; at += <i32>tileBytes) {
    // from the first window that ends after the tile's start to the last one that starts before its end
    const first = at < run ? 0 : (at - run) / step + 1;
    const last = min((at + <i32>tileBytes - 1) / step + 1, cols);
    if (first >= last) continue;
    const entry = <usize>load<u32>(starts + <usize>first * START);
    const stop = <usize>load<u32>(starts + <usize>last * START);
    if (entry == stop) continue;
    const to = dX + <usize>at;
    const filter = filters + <usize>at;
    const left = rowBytes - at;
    const whole = left >= <i32>tileBytes;
    const tile = whole ? to : spare;
    if (!whole) memory.copy(spare, to, left);
    if (tileBytes == 96) add24(tile, entry, stop, filter);
    else if (whole) add32(to, entry, stop, filter);
    else add32(spare, entry, stop, filter);
    if (!whole) memory.copy(to, spare, left);
  }
}

// The orders in which V8 loads one operand at a time: descending in add24, which is inlined, and ascending in add32,
// which has two calls; see docs/matrix-core.md

function add24(to: usize, entry: usize, stop: usize, filters: usize): void {
  let a = v128.load(to);
  let b = v128.load(to, 16);
  let c = v128.load(to, 32);
  let d = v128.load(to, 48);
  let e = v128.load(to, 64);
  let f = v128.load(to, 80);
  for (; entry < stop; entry += ENTRY) {
    const row = filters + <usize>load<u32>(entry);
    const g = v128.load32_splat(entry, 4);
    f = f32x4.add(f, f32x4.mul(g, v128.load(row, 80)));
    e = f32x4.add(e, f32x4.mul(g, v128.load(row, 64)));
    d = f32x4.add(d, f32x4.mul(g, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(g, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(g, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(g, v128.load(row)));
  }
  v128.store(to, b, 16);
  v128.store(to, a);
  v128.store(to, d, 48);
  v128.store(to, c, 32);
  v128.store(to, f, 80);
  v128.store(to, e, 64);
}

function add32(to: usize, entry: usize, stop: usize, filters: usize): void {
  let a = v128.load(to);
  let b = v128.load(to, 16);
  let c = v128.load(to, 32);
  let d = v128.load(to, 48);
  let e = v128.load(to, 64);
  let f = v128.load(to, 80);
  let h = v128.load(to, 96);
  let i = v128.load(to, 112);
  for (; entry < stop; entry += ENTRY) {
    const row = filters + <usize>load<u32>(entry);
    const g = v128.load32_splat(entry, 4);
    a = f32x4.add(a, f32x4.mul(g, v128.load(row)));
    b = f32x4.add(b, f32x4.mul(g, v128.load(row, 16)));
    c = f32x4.add(c, f32x4.mul(g, v128.load(row, 32)));
    d = f32x4.add(d, f32x4.mul(g, v128.load(row, 48)));
    e = f32x4.add(e, f32x4.mul(g, v128.load(row, 64)));
    f = f32x4.add(f, f32x4.mul(g, v128.load(row, 80)));
    h = f32x4.add(h, f32x4.mul(g, v128.load(row, 96)));
    i = f32x4.add(i, f32x4.mul(g, v128.load(row, 112)));
  }
  v128.store(to, b, 16);
  v128.store(to, a);
  v128.store(to, d, 48);
  v128.store(to, c, 32);
  v128.store(to, f, 80);
  v128.store(to, e, 64);
  v128.store(to, i, 112);
  v128.store(to, h, 96);
}
