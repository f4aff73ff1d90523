// Convolution, forward, after ReLU: half of the input elements are zero, and are skipped.
//
// The non-zero elements of a row of an image become a LIST, ascending: for each, the offset of its row in a panel of
// filters for a window at the left edge, and its value. A window further right uses a part of that list, with panels
// that start correspondingly earlier. The list is thus built once for all windows and all filters.
//
// The lists of an image are preceded by its STARTS: for each of its rows, the start of the entries of each column,
// and the end of the last one.
//
// Panels of filters have 32 columns here. With 32 filters, the sums of one window fill 8 registers; with 24, they take 6
// of them; with 16, those of two vertically adjacent windows fill 8, which share all rows of the image except the first
// and the last.

import { address, size, storeLanes, storePair } from './arguments';
import { append, ENTRY, nonZero } from './entries';

const START: usize = 4;

/** Bytes per row of a panel. */
const SCALE: usize = 128;

/** 32 sums. */
const SPARE_BYTES: usize = 128;

/** The arguments after the addresses, as in conv2d.ts. */
const COLS = 4;
const ROWS = 5;
const FILTERS = 6;
const STEP = 7;
const ROW_BYTES = 8;
const IMAGE_BYTES = 9;
const STRIDE = 10;
const HEIGHT = 11;
const RUN = 12;

// set for each call; each thread has its own
let outBytes: usize = 0;
let startsBytes: usize = 0; // per row of the image
let windowStarts: usize = 0; // from the first entry of a window to the end of its last one
let stepStarts: usize = 0; // from a window to the next
let stepBytes: usize = 0; // the same in panels
let runBytes: usize = 0; // of a panel, for one row of a window

/** `conv2d` for images begin to end. `scratch`: for partly used sums, then for the lists of an image. */
export function conv2dOfLists(args: usize, begin: i32, end: i32, scratch: usize): void {
  const imageBytes = <usize>size(args, IMAGE_BYTES);
  const rowBytes = size(args, ROW_BYTES);
  const stride = size(args, STRIDE);
  const F = size(args, FILTERS);
  const windows = <usize>(size(args, ROWS) * size(args, COLS));
  const channels = size(args, STEP) / stride >> 2;
  const width = rowBytes / channels >> 2;
  const height = <i32>(imageBytes / <usize>rowBytes);
  const run = size(args, RUN) >> 2;
  outBytes = <usize>F << 2;
  startsBytes = <usize>(width + 1) * START;
  windowStarts = <usize>(run / channels) * START;
  stepStarts = <usize>stride * START;
  stepBytes = <usize>(stride * channels) * SCALE;
  runBytes = <usize>run * SCALE;
  const panelBytes = <usize>size(args, HEIGHT) * runBytes;
  for (let n = begin; n < end; n++) {
    makeLists(scratch + SPARE_BYTES, address(args, 1) + <usize>n * imageBytes, height, width, channels);
    const out = address(args, 0) + <usize>n * windows * outBytes;
    let panel = address(args, 2);
    for (let f = 0; f < F; f += 32) {
      const first = <usize>f << 2;
      convolve(args, out + first, scratch, panel, address(args, 3) + first, F - f);
      panel += panelBytes;
    }
  }
}

/** Builds the lists of an image. */
function makeLists(lists: usize, x: usize, height: i32, width: i32, channels: i32): void {
  let starts = lists;
  let entry = lists + <usize>(height * (width + 1)) * START;
  for (let y = 0; y < height; y++) {
    let offset: usize = 0;
    for (let column = 0; column < width; column++) {
      store<u32>(starts, <u32>entry);
      starts += START;
      let c = 0;
      for (; c + 4 <= channels; c += 4) {
        const v = v128.load(x);
        const offsets = i32x4.add(i32x4.splat(<i32>offset), i32x4(0, 128, 256, 384));
        const mask = nonZero(v);
        entry = append(entry, offsets, v, mask);
        offset += 4 * SCALE;
        x += 16;
      }
      for (; c < channels; c++) {
        const value = load<f32>(x);
        store<u32>(entry, <u32>offset);
        store<f32>(entry, value, 4);
        if (value != 0) entry += ENTRY;
        offset += SCALE;
        x += 4;
      }
    }
    store<u32>(starts, <u32>entry);
    starts += START;
  }
}

/** Computes `count` filters, at most 32, for all windows of an image. */
function convolve(args: usize, out: usize, spare: usize, panel: usize, bias: usize, count: i32): void {
  const lists = spare + SPARE_BYTES;
  const rows = size(args, ROWS);
  const cols = size(args, COLS);
  const height = size(args, HEIGHT);
  const stride = <usize>size(args, STRIDE);
  const rowOut = <usize>cols * outBytes;
  let y = 0;
  if (count <= 16 && stride == 1) {
    for (; y + 2 <= rows; y += 2) {
      let to = out + <usize>y * rowOut;
      let starts = lists + <usize>y * startsBytes;
      let w = panel;
      for (let x = 0; x < cols; x++) {
        const upper = count < 16 ? spare : to;
        const lower = count < 16 ? spare + 64 : to + rowOut;
        tile4x2(upper, lower, starts, height, w, bias);
        if (count < 16) {
          copyNumbers(to, upper, count);
          copyNumbers(to + rowOut, lower, count);
        }
        to += outBytes;
        starts += START;
        w -= stepBytes;
      }
    }
  }
  if (count > 16 && count <= 24 && stride == 1) {
    for (; y + 2 <= rows; y += 2) {
      let to = out + <usize>y * rowOut;
      let starts = lists + <usize>y * startsBytes;
      let w = panel;
      for (let x = 0; x < cols; x++) {
        tile6x2(to, to + rowOut, starts, height, w, bias, count);
        to += outBytes;
        starts += START;
        w -= stepBytes;
      }
    }
  }
  // by rows of the windows: the corresponding part of a panel stays in the L1 cache for all of them
  for (let ky = 0; ky < height; ky++) {
    for (let row = y; row < rows; row++) {
      let to = out + <usize>row * rowOut;
      let starts = lists + (<usize>row * stride + <usize>ky) * startsBytes;
      let w = panel + <usize>ky * runBytes;
      for (let x = 0; x < cols; x++) {
        const from = ky == 0 ? bias : to;
        const entry = <usize>load<u32>(starts);
        const stop = <usize>load<u32>(starts + windowStarts);
        if (count <= 24) {
          tile6(to, from, entry, stop, w, count);
        } else if (count < 32) {
          // two calls, because a function with one is inlined, and then spills; see docs/matrix-core.md
          tile8(spare, from, entry, stop, w);
          copyNumbers(to, spare, count);
        } else {
          tile8(to, from, entry, stop, w);
        }
        to += outBytes;
        starts += stepStarts;
        w -= stepBytes;
      }
    }
  }
}

function copyNumbers(to: usize, from: usize, count: i32): void {
  for (let k = 0; k < count; k += 4) {
    const at = <usize>k << 2;
    storeLanes(to + at, v128.load(from + at), count - k);
  }
}

/** 32 filters, one row of a window: continues from the sums at `from`. */
function tile8(to: usize, from: usize, entry: usize, stop: usize, w: usize): void {
  let a = f32x4.add(v128.load(from), f32x4.splat(0));
  let b = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let e = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let f = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let g = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let h = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  for (; entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
    g = f32x4.add(g, f32x4.mul(x, v128.load(row, 96)));
    h = f32x4.add(h, f32x4.mul(x, v128.load(row, 112)));
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
  v128.store(to, e, 64);
  v128.store(to, f, 80);
  v128.store(to, g, 96);
  v128.store(to, h, 112);
}

/** The same for at most 24 filters, of which `count` are stored. */
function tile6(to: usize, from: usize, entry: usize, stop: usize, w: usize, count: i32): void {
  let a = f32x4.add(v128.load(from), f32x4.splat(0));
  let b = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let e = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let f = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  for (; entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
}

/** At most 24 filters, of which `count` are stored, two windows, one a row below the other. */
function tile6x2(
  to: usize,
  below: usize,
  starts: usize,
  height: i32,
  w: usize,
  bias: usize,
  count: i32,
): void {
  let a = f32x4.add(v128.load(bias), f32x4.splat(0));
  let b = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(bias, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(bias, 48), f32x4.splat(0));
  let e = f32x4.add(v128.load(bias, 64), f32x4.splat(0));
  let f = f32x4.add(v128.load(bias, 80), f32x4.splat(0));
  let g = a;
  let h = b;
  let i = c;
  let j = d;
  let k = e;
  let l = f;
  let stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  for (let ky = 1; ky < height; ky++) {
    const above = w;
    w += runBytes;
    starts += startsBytes;
    stop = <usize>load<u32>(starts + windowStarts);
    for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
      const offset = <usize>load<u32>(entry);
      const x = v128.load32_splat(entry, 4);
      const other = above + offset;
      l = f32x4.add(l, f32x4.mul(x, v128.load(other, 80)));
      k = f32x4.add(k, f32x4.mul(x, v128.load(other, 64)));
      j = f32x4.add(j, f32x4.mul(x, v128.load(other, 48)));
      i = f32x4.add(i, f32x4.mul(x, v128.load(other, 32)));
      h = f32x4.add(h, f32x4.mul(x, v128.load(other, 16)));
      g = f32x4.add(g, f32x4.mul(x, v128.load(other)));
      const row = w + offset;
      f = f32x4.add(f, f32x4.mul(x, v128.load(row, 80)));
      e = f32x4.add(e, f32x4.mul(x, v128.load(row, 64)));
      d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
      c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
      a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
    }
  }
  starts += startsBytes;
  stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    l = f32x4.add(l, f32x4.mul(x, v128.load(row, 80)));
    k = f32x4.add(k, f32x4.mul(x, v128.load(row, 64)));
    j = f32x4.add(j, f32x4.mul(x, v128.load(row, 48)));
    i = f32x4.add(i, f32x4.mul(x, v128.load(row, 32)));
    h = f32x4.add(h, f32x4.mul(x, v128.load(row, 16)));
    g = f32x4.add(g, f32x4.mul(x, v128.load(row)));
  }
  storePair(to, a, b, count);
  storePair(to + 32, c, d, count - 8);
  storePair(to + 64, e, f, count - 16);
  storePair(below, g, h, count);
  storePair(below + 32, i, j, count - 8);
  storePair(below + 64, k, l, count - 16);
}

/** 16 filters, two windows, one a row below the other. */
function tile4x2(
  to: usize,
  below: usize,
  starts: usize,
  height: i32,
  w: usize,
  bias: usize,
): void {
  let a = f32x4.add(v128.load(bias), f32x4.splat(0));
  let b = f32x4.add(v128.load(bias, 16), f32x4.splat(0));
  let c = f32x4.add(v128.load(bias, 32), f32x4.splat(0));
  let d = f32x4.add(v128.load(bias, 48), f32x4.splat(0));
  let e = a;
  let f = b;
  let g = c;
  let h = d;
  let stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
    c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
    b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
    a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
  }
  for (let ky = 1; ky < height; ky++) {
    const above = w;
    w += runBytes;
    starts += startsBytes;
    stop = <usize>load<u32>(starts + windowStarts);
    for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
      const offset = <usize>load<u32>(entry);
      const x = v128.load32_splat(entry, 4);
      const other = above + offset;
      h = f32x4.add(h, f32x4.mul(x, v128.load(other, 48)));
      g = f32x4.add(g, f32x4.mul(x, v128.load(other, 32)));
      f = f32x4.add(f, f32x4.mul(x, v128.load(other, 16)));
      e = f32x4.add(e, f32x4.mul(x, v128.load(other)));
      const row = w + offset;
      d = f32x4.add(d, f32x4.mul(x, v128.load(row, 48)));
      c = f32x4.add(c, f32x4.mul(x, v128.load(row, 32)));
      b = f32x4.add(b, f32x4.mul(x, v128.load(row, 16)));
      a = f32x4.add(a, f32x4.mul(x, v128.load(row)));
    }
  }
  starts += startsBytes;
  stop = <usize>load<u32>(starts + windowStarts);
  for (let entry = <usize>load<u32>(starts); entry < stop; entry += ENTRY) {
    const row = w + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    h = f32x4.add(h, f32x4.mul(x, v128.load(row, 48)));
    g = f32x4.add(g, f32x4.mul(x, v128.load(row, 32)));
    f = f32x4.add(f, f32x4.mul(x, v128.load(row, 16)));
    e = f32x4.add(e, f32x4.mul(x, v128.load(row)));
  }
  v128.store(to, a);
  v128.store(to, b, 16);
  v128.store(to, c, 32);
  v128.store(to, d, 48);
  v128.store(below, e);
  v128.store(below, f, 16);
  v128.store(below, g, 32);
  v128.store(below, h, 48);
}
