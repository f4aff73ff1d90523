// Convolution, forward, after ReLU: half of the input elements are zero, and are skipped.
//
// The non-zero elements of a row of an image become a LIST, ascending: for each, the offset of its row in a panel of
// filters for a window at the left edge, and its value. A window further right uses a part of that list, with panels
// that start correspondingly earlier. The list is thus built once for all windows and all filters.
//
// The lists of an image are preceded by its STARTS: for each of its rows, the start of the entries of each column,
// and the end of the last one.
//
// Panels of filters have 32 columns here. With 32 filters, the sums of one window fill 8 registers. With at most 24, two
// vertically adjacent windows are computed at a time, which share all rows of the image except the first and the last;
// their sums take 12 registers, or 8 with at most 16 filters.

import { address, copyNumbers, size } from './arguments';
import { layOutTiles, runBytes, START, startsBytes, tile4x2, tile6, tile6x2, windowStarts } from './conv2d-list-tiles';
import { append, ENTRY, nonZero, sumEntries32 } from './entries';

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
let stepStarts: usize = 0; // from a window to the next
let stepBytes: usize = 0; // the same in panels

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
  stepStarts = <usize>stride * START;
  stepBytes = <usize>(stride * channels) * SCALE;
  layOutTiles(<usize>(width + 1) * START, <usize>(run / channels) * START, <usize>run * SCALE);
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
  if (count <= 24 && stride == 1) {
    for (; y + 2 <= rows; y += 2) {
      let to = out + <usize>y * rowOut;
      let starts = lists + <usize>y * startsBytes;
      let w = panel;
      for (let x = 0; x < cols; x++) {
        if (count <= 16) tile4x2(to, to + rowOut, starts, height, w, bias, count);
        else tile6x2(to, to + rowOut, starts, height, w, bias, count);
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
          sumEntries32(spare, from, w, entry, stop);
          copyNumbers(to, spare, count);
        } else {
          sumEntries32(to, from, w, entry, stop);
        }
        to += outBytes;
        starts += stepStarts;
        w -= stepBytes;
      }
    }
  }
}
