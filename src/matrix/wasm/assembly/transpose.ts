// Transposed copies of weights, 4 x 4 numbers at a time. Both sides are panels; see `Panels` in matrix.ts.

import { address, size } from './arguments';

// @ts-ignore: decorator
@inline
function place(panels: usize, row: i32, column: i32, rows: i32, width: i32): usize {
  const within = column % width;
  return panels + (<usize>((column - within) * rows + row * width + within) << 2);
}

/**
 * Rows begin to end of a become columns, a panel of a at a time: 32 rows of it and what becomes of them are 4 KB each. args:
 * out, a, I (rows of a), C (columns of a), widths of out and a.
 */
export function transpose(args: usize, begin: i32, end: i32): void {
  const out = address(args, 0);
  const a = address(args, 1);
  const I = size(args, 2);
  const C = size(args, 3);
  const outWidth = size(args, 4);
  const width = size(args, 5);
  const whole = C & ~3;
  const outBytes = <usize>outWidth << 2;
  const bytes = <usize>width << 2;
  const i = begin + ((end - begin) & ~3);
  for (let c = 0; c < whole; c += width) {
    const tiles = <usize>(min(width, whole - c) >> 2);
    let from = place(a, begin, c, I, width);
    let to = place(out, c, begin, C, outWidth);
    let within = begin % outWidth;
    for (let row = begin; row < i; row += 4) {
      let column = to;
      for (let k: usize = 0; k < tiles; k++) {
        transpose4(column, outBytes, from + (k << 4), bytes);
        column += 4 * outBytes;
      }
      from += 4 * bytes;
      to += 16;
      within += 4;
      if (within < outWidth) continue;
      within = 0; // the first column of the next panel
      to += <usize>(C - 1) * outBytes;
    }
  }
  for (let row = begin; row < end; row++) {
    for (let c = row < i ? whole : 0; c < C; c++) {
      store<f32>(place(out, c, row, C, outWidth), load<f32>(place(a, row, c, I, width)));
    }
  }
}

/** Four rows of four become four columns. */
// @ts-ignore: decorator
@inline
function transpose4(to: usize, toBytes: usize, from: usize, fromBytes: usize): void {
  const row0 = v128.load(from);
  const row1 = v128.load(from + fromBytes);
  const row2 = v128.load(from + 2 * fromBytes);
  const row3 = v128.load(from + 3 * fromBytes);
  const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5);
  const high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5);
  const high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
  v128.store(to, i32x4.shuffle(low01, low23, 0, 1, 4, 5));
  v128.store(to + toBytes, i32x4.shuffle(low01, low23, 2, 3, 6, 7));
  v128.store(to + 2 * toBytes, i32x4.shuffle(high01, high23, 0, 1, 4, 5));
  v128.store(to + 3 * toBytes, i32x4.shuffle(high01, high23, 2, 3, 6, 7));
}
