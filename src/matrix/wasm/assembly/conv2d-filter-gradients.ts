// Convolution, backward: the gradients of filters and biases, for groups of images.
//
// After pooling and ReLU at least three quarters of dOut are zero. For four filters and the images of a group at a
// time, the non-zero elements therefore become lists of window start in x and dOut. A tile of a filter's gradient, 10
// vectors, then stays in registers while its list is processed.

import { address, size, storeLanes } from './arguments';
import { ENTRY, tile10, tile18, tile2, tile3x2, tile5x2, tile6 } from './conv2d-filter-tiles';

/** Images per row of partial gradients; `GROUP` of ../../windows.ts. */
const GROUP: i32 = 8;
/** The ends of the four lists. */
let end0: usize = 0;
let end1: usize = 0;
let end2: usize = 0;
let end3: usize = 0;
/** Vectors of the widest tile. */
let widest: i32 = 10;

/**
 * args: out, x, dOut, windows per row, rows of windows, F, bytes from a window to the next, bytes per row of an
 * image, bytes per image, stride, window height, bytes of a window row, memory for lists, its bytes per block, images
 * per block, whether vectors are wide.
 */
export function conv2dPartialGradients(args: usize, begin: i32, end: i32): void {
  widest = size(args, 15) == 0 ? 10 : 18;
  const F = size(args, 5);
  const windows = size(args, 3) * size(args, 4);
  const rowBytes = <usize>size(args, 7);
  const height = size(args, 10);
  const run = <usize>size(args, 11);
  const filterBytes = <usize>height * run;
  const partBytes = <usize>F * (filterBytes + 4);
  const lists = address(args, 12) + <usize>(begin / size(args, 14)) * <usize>size(args, 13);
  const listBytes = <usize>(GROUP * windows) * ENTRY;
  for (let first = begin; first < end; first += GROUP) {
    const part = address(args, 0) + <usize>(first / GROUP) * partBytes;
    for (let f = 0; f < F; f += 4) {
      const sums = makeLists(args, f, first, min(first + GROUP, end), lists, listBytes);
      storeLanes(part + <usize>F * filterBytes + (<usize>f << 2), sums, F - f);
      const to = part + <usize>f * filterBytes;
      filterGradient(to, lists, end0, height, rowBytes, run);
      if (f + 1 < F) filterGradient(to + filterBytes, lists + listBytes, end1, height, rowBytes, run);
      if (f + 2 < F) filterGradient(to + 2 * filterBytes, lists + 2 * listBytes, end2, height, rowBytes, run);
      if (f + 3 < F) filterGradient(to + 3 * filterBytes, lists + 3 * listBytes, end3, height, rowBytes, run);
    }
  }
}

/** Builds the lists for filters f to f + 3. Returns the sums of their dOut. */
function makeLists(args: usize, f: i32, first: i32, last: i32, lists: usize, listBytes: usize): v128 {
  const cols = <usize>size(args, 3);
  const rows = size(args, 4);
  const dOutBytes = <usize>size(args, 5) << 2;
  const step = <usize>size(args, 6);
  const rowBytes = <usize>size(args, 7) * <usize>size(args, 9);
  const imageBytes = <usize>size(args, 8);
  let dOut = address(args, 2) + <usize>first * <usize>rows * cols * dOutBytes + (<usize>f << 2);
  let p0 = lists;
  let p1 = p0 + listBytes;
  let p2 = p1 + listBytes;
  let p3 = p2 + listBytes;
  let sums = f32x4.splat(0);
  for (let n = first; n < last; n++) {
    let row = address(args, 1) + <usize>n * imageBytes;
    for (let y = 0; y < rows; y++) {
      const stop = row + cols * step;
      for (let place = row; place < stop; place += step) {
        const g = v128.load(dOut);
        sums = f32x4.add(sums, g);
        // an entry is always written, and kept if dOut is not zero: a branch would be mispredicted too often
        const at = i32x4.splat(<i32>place);
        const low = i32x4.shuffle(at, g, 0, 4, 1, 5);
        const high = i32x4.shuffle(at, g, 2, 6, 3, 7);
        v128.store64_lane(p0, low, 0);
        v128.store64_lane(p1, low, 1);
        v128.store64_lane(p2, high, 0);
        v128.store64_lane(p3, high, 1);
        const mask = i32x4.bitmask(f32x4.ne(g, f32x4.splat(0)));
        p0 += (mask << 3) & 8;
        p1 += (mask << 2) & 8;
        p2 += (mask << 1) & 8;
        p3 += mask & 8;
        dOut += dOutBytes;
      }
      row += rowBytes;
    }
  }
  end0 = p0;
  end1 = p1;
  end2 = p2;
  end3 = p3;
  return sums;
}

/** The gradient of one filter: `height` rows of `run` bytes. */
function filterGradient(to: usize, list: usize, end: usize, height: i32, rowBytes: usize, run: usize): void {
  const count = <i32>(run >> 2);
  let row: usize = 0;
  let ky = 0;
  if (count <= 8) {
    for (; ky + 5 <= height; ky += 5) {
      tile5x2(to, run, list, end, row, rowBytes, count);
      to += 5 * run;
      row += 5 * rowBytes;
    }
    for (; ky + 3 <= height; ky += 3) {
      tile3x2(to, run, list, end, row, rowBytes, count);
      to += 3 * run;
      row += 3 * rowBytes;
    }
  }
  for (; ky < height; ky++) {
    let left = count;
    let from = row;
    while (left > 0) {
      const vectors: i32 = left > 40 ? widest : left > 24 ? 10 : left > 8 ? 6 : 2;
      if (vectors == 18) tile18(to, list, end, from, left);
      else if (vectors == 10) tile10(to, list, end, from, left);
      else if (vectors == 6) tile6(to, list, end, from, left);
      else tile2(to, list, end, from, left);
      to += <usize>min(4 * vectors, left) << 2;
      from += <usize>vectors << 4;
      left -= 4 * vectors;
    }
    row += rowBytes;
  }
}

/** Filters begin to end. args: dW, db, partial, F, K, rows of partial. */
export function conv2dGradients(args: usize, begin: i32, end: i32): void {
  const F = size(args, 3);
  const K = size(args, 4);
  const groups = size(args, 5);
  const partBytes = <usize>(F * (K + 1)) << 2;
  sumRows(args, address(args, 0), begin * K, end * K, groups, partBytes, 0);
  sumRows(args, address(args, 1), begin, end, groups, partBytes, <usize>(F * K) << 2);
}

/** to[k] = sum of column k, which starts at `offset`, of partial. */
function sumRows(
  args: usize,
  to: usize,
  begin: i32,
  end: i32,
  groups: i32,
  partBytes: usize,
  offset: usize,
): void {
  for (let k = begin; k < end; k += 4) {
    let from = address(args, 2) + offset + (<usize>k << 2);
    let sum = f32x4.splat(0);
    for (let g = 0; g < groups; g++) {
      sum = f32x4.add(sum, v128.load(from));
      from += partBytes;
    }
    storeLanes(to + (<usize>k << 2), sum, end - k);
  }
}
