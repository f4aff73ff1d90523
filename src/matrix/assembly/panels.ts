// Weights in panels of 16 columns; see `Panels` in matrix.ts.

import { address, PANEL, PANEL_ROW, size } from './arguments';

/** Rows begin to end of a, copied into each panel. args: out, a, I, O. */
export function pack(args: usize, begin: i32, end: i32): void {
  const I = size(args, 2);
  const O = size(args, 3);
  const whole = O & ~(PANEL - 1);
  for (let i = begin; i < end; i++) {
    const from = address(args, 1) + <usize>(i * O) * 4;
    let to = address(args, 0) + <usize>i * PANEL_ROW;
    for (let o = 0; o < whole; o += PANEL) {
      const source = from + (o << 2);
      v128.store(to, v128.load(source));
      v128.store(to, v128.load(source, 16), 16);
      v128.store(to, v128.load(source, 32), 32);
      v128.store(to, v128.load(source, 48), 48);
      to += <usize>I * PANEL_ROW;
    }
    for (let o = whole; o < O; o++) {
      store<f32>(to, load<f32>(from + (o << 2)));
      to += 4;
    }
  }
}

/** Rows begin to end of a become columns. args: out, a, I (rows of a), C (columns of a). */
export function packTransposed(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const panelBytes = <usize>C * PANEL_ROW;
  for (let i = begin; i < end; i++) {
    let from = address(args, 1) + <usize>(i * C) * 4;
    let to = address(args, 0) + <usize>(i / PANEL) * panelBytes + <usize>((i & (PANEL - 1)) << 2);
    for (let c = 0; c < C; c++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += PANEL_ROW;
    }
  }
}
