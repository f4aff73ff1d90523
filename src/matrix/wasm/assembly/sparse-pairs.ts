// Products over the non-zero pixels for a pair of adjacent panels, 64 columns: each pixel is decoded once for both. Their 16
// sums, or vectors of dOut, fit into registers of 256 bits only; with those of 128 bits, sparse.ts takes a panel at a time.

import { address, size } from './arguments';
import { BYTE_MASK, PASS, recordOf, SEGMENT, VALUES, wordAt } from './records';

/** Columns o to o + 63, images first to before last. args: those of `sparseAffine`. */
export function affinePair(args: usize, first: i32, last: i32, o: i32): void {
  const I = size(args, 5);
  const O = size(args, 6);
  const segments = size(args, 8);
  const panelBytes = <usize>I << 7;
  const panel = address(args, 2) + (<usize>(o * I) << 2);
  const b = address(args, 3) + (<usize>o << 2);
  const to = address(args, 0) + (<usize>o << 2);
  for (let segment = 0; segment < segments; segment += PASS) {
    const stop = min(segment + PASS, segments);
    for (let n = first; n < last; n++) {
      const record = recordOf(address(args, 1), n);
      const row = to + (<usize>(n * O) << 2);
      const from = segment == 0 ? b : row;
      affine64(row, from, panel, panelBytes, wordAt(record, segments, segment), wordAt(record, segments, stop));
    }
  }
}

/** 64 columns, pixels word to stop: continues from the sums at `from`, + 0 so that no sum is -0. */
function affine64(to: usize, from: usize, panel: usize, panelBytes: usize, word: usize, stop: usize): void {
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c2 = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let c3 = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let c4 = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let c5 = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let c6 = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let c7 = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  let c8 = f32x4.add(v128.load(from, 128), f32x4.splat(0));
  let c9 = f32x4.add(v128.load(from, 144), f32x4.splat(0));
  let c10 = f32x4.add(v128.load(from, 160), f32x4.splat(0));
  let c11 = f32x4.add(v128.load(from, 176), f32x4.splat(0));
  let c12 = f32x4.add(v128.load(from, 192), f32x4.splat(0));
  let c13 = f32x4.add(v128.load(from, 208), f32x4.splat(0));
  let c14 = f32x4.add(v128.load(from, 224), f32x4.splat(0));
  let c15 = f32x4.add(v128.load(from, 240), f32x4.splat(0));
  while (word < stop) {
    const pixel = load<i32>(word);
    const row = panel + <usize>(pixel >>> 10);
    const next = row + panelBytes;
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(row, 64)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(row, 80)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(row, 96)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(row, 112)));
    c8 = f32x4.add(c8, f32x4.mul(x, v128.load(next)));
    c9 = f32x4.add(c9, f32x4.mul(x, v128.load(next, 16)));
    c10 = f32x4.add(c10, f32x4.mul(x, v128.load(next, 32)));
    c11 = f32x4.add(c11, f32x4.mul(x, v128.load(next, 48)));
    c12 = f32x4.add(c12, f32x4.mul(x, v128.load(next, 64)));
    c13 = f32x4.add(c13, f32x4.mul(x, v128.load(next, 80)));
    c14 = f32x4.add(c14, f32x4.mul(x, v128.load(next, 96)));
    c15 = f32x4.add(c15, f32x4.mul(x, v128.load(next, 112)));
    word += 4;
  }
  v128.store(to, c1, 16);
  v128.store(to, c0);
  v128.store(to, c3, 48);
  v128.store(to, c2, 32);
  v128.store(to, c5, 80);
  v128.store(to, c4, 64);
  v128.store(to, c7, 112);
  v128.store(to, c6, 96);
  v128.store(to, c9, 144);
  v128.store(to, c8, 128);
  v128.store(to, c11, 176);
  v128.store(to, c10, 160);
  v128.store(to, c13, 208);
  v128.store(to, c12, 192);
  v128.store(to, c15, 240);
  v128.store(to, c14, 224);
}

/** Columns o to o + 63 of dW. args: those of `sparseWeightGradient`. */
export function gradientPair(args: usize, o: i32): void {
  const N = size(args, 3);
  const I = size(args, 4);
  const O = size(args, 5);
  const segments = size(args, 7);
  const panel = address(args, 0) + (<usize>(o * I) << 2);
  const panelBytes = <usize>I << 7;
  for (let segment = 0; segment < segments; segment += PASS) {
    const stop = min(segment + PASS, segments);
    const first = segment * SEGMENT;
    const bytes = <usize>(min(stop * SEGMENT, I) - first) << 7;
    const part = panel + (<usize>first << 7);
    memory.fill(part, 0, bytes);
    memory.fill(part + panelBytes, 0, bytes);
    for (let n = 0; n < N; n++) {
      const record = recordOf(address(args, 1), n);
      const dOut = address(args, 2) + (<usize>(n * O + o) << 2);
      addRows64(panel, panelBytes, dOut, wordAt(record, segments, segment), wordAt(record, segments, stop));
    }
  }
}

/** panel[column] += value dOut, 64 columns wide, for the pixels word to last. */
function addRows64(panel: usize, panelBytes: usize, dOut: usize, word: usize, last: usize): void {
  const g0 = v128.load(dOut);
  const g1 = v128.load(dOut, 16);
  const g2 = v128.load(dOut, 32);
  const g3 = v128.load(dOut, 48);
  const g4 = v128.load(dOut, 64);
  const g5 = v128.load(dOut, 80);
  const g6 = v128.load(dOut, 96);
  const g7 = v128.load(dOut, 112);
  const g8 = v128.load(dOut, 128);
  const g9 = v128.load(dOut, 144);
  const g10 = v128.load(dOut, 160);
  const g11 = v128.load(dOut, 176);
  const g12 = v128.load(dOut, 192);
  const g13 = v128.load(dOut, 208);
  const g14 = v128.load(dOut, 224);
  const g15 = v128.load(dOut, 240);
  while (word < last) {
    const pixel = load<i32>(word);
    const row = panel + <usize>(pixel >>> 10);
    const next = row + panelBytes;
    const x = v128.load32_splat(<usize>(pixel & BYTE_MASK), VALUES);
    const sum0 = f32x4.add(v128.load(row), f32x4.mul(x, g0));
    const sum1 = f32x4.add(v128.load(row, 16), f32x4.mul(x, g1));
    v128.store(row, sum1, 16);
    v128.store(row, sum0);
    const sum2 = f32x4.add(v128.load(row, 32), f32x4.mul(x, g2));
    const sum3 = f32x4.add(v128.load(row, 48), f32x4.mul(x, g3));
    v128.store(row, sum3, 48);
    v128.store(row, sum2, 32);
    const sum4 = f32x4.add(v128.load(row, 64), f32x4.mul(x, g4));
    const sum5 = f32x4.add(v128.load(row, 80), f32x4.mul(x, g5));
    v128.store(row, sum5, 80);
    v128.store(row, sum4, 64);
    const sum6 = f32x4.add(v128.load(row, 96), f32x4.mul(x, g6));
    const sum7 = f32x4.add(v128.load(row, 112), f32x4.mul(x, g7));
    v128.store(row, sum7, 112);
    v128.store(row, sum6, 96);
    const sum8 = f32x4.add(v128.load(next), f32x4.mul(x, g8));
    const sum9 = f32x4.add(v128.load(next, 16), f32x4.mul(x, g9));
    v128.store(next, sum9, 16);
    v128.store(next, sum8);
    const sum10 = f32x4.add(v128.load(next, 32), f32x4.mul(x, g10));
    const sum11 = f32x4.add(v128.load(next, 48), f32x4.mul(x, g11));
    v128.store(next, sum11, 48);
    v128.store(next, sum10, 32);
    const sum12 = f32x4.add(v128.load(next, 64), f32x4.mul(x, g12));
    const sum13 = f32x4.add(v128.load(next, 80), f32x4.mul(x, g13));
    v128.store(next, sum13, 80);
    v128.store(next, sum12, 64);
    const sum14 = f32x4.add(v128.load(next, 96), f32x4.mul(x, g14));
    const sum15 = f32x4.add(v128.load(next, 112), f32x4.mul(x, g15));
    v128.store(next, sum15, 112);
    v128.store(next, sum14, 96);
    word += 4;
  }
}
