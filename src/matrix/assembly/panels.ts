// Weights in panels; see `Panels` in matrix.ts.

import { address, size } from './arguments';

/** Rows begin to end of a, copied into each panel. args: out, a, I, O, width. */
export function pack(args: usize, begin: i32, end: i32): void {
  const O = size(args, 3);
  const width = size(args, 4);
  const rowBytes = <usize>width << 2;
  const panelBytes = <usize>size(args, 2) * rowBytes;
  for (let i = begin; i < end; i++) {
    let from = address(args, 1) + <usize>(i * O) * 4;
    let to = address(args, 0) + <usize>i * rowBytes;
    for (let o = 0; o < O; o += width) {
      const last = <usize>min(width, O - o) << 2;
      let k: usize = 0;
      for (; k + 16 <= last; k += 16) v128.store(to + k, v128.load(from + k));
      for (; k < last; k += 4) store<f32>(to + k, load<f32>(from + k));
      from += rowBytes;
      to += panelBytes;
    }
  }
}

/** Rows begin to end of a become columns. args: out, a, I (rows of a), C (columns of a), width. */
export function packTransposed(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const width = size(args, 4);
  const rowBytes = <usize>width << 2;
  let i = begin;
  for (; i + 4 <= end && (i & 3) == 0; i += 4) {
    transpose4(panelPlace(address(args, 0), i, width, C), rowBytes, address(args, 1) + <usize>(i * C) * 4, C);
  }
  for (; i < end; i++) {
    let from = address(args, 1) + <usize>(i * C) * 4;
    let to = panelPlace(address(args, 0), i, width, C);
    for (let c = 0; c < C; c++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += rowBytes;
    }
  }
}

/** Where column `column` of row 0 lies. */
// @ts-ignore: decorator
@inline
function panelPlace(out: usize, column: i32, width: i32, rows: i32): usize {
  return out + <usize>((column / width) * width * rows + (column % width)) * 4;
}

/** Four rows of `from`, C columns each, become four columns: 4 x 4 numbers at a time. */
function transpose4(to: usize, rowBytes: usize, from: usize, C: i32): void {
  const pitch = <usize>C << 2;
  let c = 0;
  for (; c + 4 <= C; c += 4) {
    const row0 = v128.load(from);
    const row1 = v128.load(from + pitch);
    const row2 = v128.load(from + 2 * pitch);
    const row3 = v128.load(from + 3 * pitch);
    const low01 = i32x4.shuffle(row0, row1, 0, 4, 1, 5);
    const high01 = i32x4.shuffle(row0, row1, 2, 6, 3, 7);
    const low23 = i32x4.shuffle(row2, row3, 0, 4, 1, 5);
    const high23 = i32x4.shuffle(row2, row3, 2, 6, 3, 7);
    v128.store(to, i32x4.shuffle(low01, low23, 0, 1, 4, 5));
    v128.store(to + rowBytes, i32x4.shuffle(low01, low23, 2, 3, 6, 7));
    v128.store(to + 2 * rowBytes, i32x4.shuffle(high01, high23, 0, 1, 4, 5));
    v128.store(to + 3 * rowBytes, i32x4.shuffle(high01, high23, 2, 3, 6, 7));
    from += 16;
    to += rowBytes << 2;
  }
  for (; c < C; c++) {
    store<f32>(to, load<f32>(from));
    store<f32>(to, load<f32>(from + pitch), 4);
    store<f32>(to, load<f32>(from + 2 * pitch), 8);
    store<f32>(to, load<f32>(from + 3 * pitch), 12);
    from += 4;
    to += rowBytes;
  }
}
