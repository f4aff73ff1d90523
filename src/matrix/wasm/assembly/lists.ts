// Activations without their zeros, between hidden layers: at least a third of the outputs of ReLU are zero.
//
// A row is a LIST: for each PART of the units, and for the end, the offset of its first entry (u32), relative to the
// list; then for each activation, ascending, the offset of its unit's row in a panel of 32 columns (unit * 128), and
// its value (f32). The loops process a part of a panel for all rows, then the next part, so that it stays in the L1
// cache.

import { address, size, storeLanes, storePair } from './arguments';
import { append, ENTRY, nonZero, sumEntries32, sumEntries64 } from './entries';

/** Units per part, as in ../sparse-records.ts: their 20 KB of a panel leave room for a row's entries and sums. */
const PART_UNITS: i32 = 160;

// @ts-ignore: decorator
@inline
export function partsOf(units: i32): i32 {
  return max(1, (units + PART_UNITS / 2) / PART_UNITS);
}

/** The last unit of a part, + 1. Parts have equally many units; the last may have fewer. */
// @ts-ignore: decorator
@inline
function endOfUnits(units: i32, part: i32): i32 {
  const parts = partsOf(units);
  return min((part + 1) * (((units + 4 * parts - 1) / (4 * parts)) << 2), units);
}

/** args: offsets of the lists, z, C. */
export function compressRows(args: usize, begin: i32, end: i32): void {
  const C = size(args, 2);
  const parts = partsOf(C);
  for (let n = begin; n < end; n++) {
    const list = listOf(address(args, 0), n);
    const z = address(args, 1) + (<usize>(n * C) << 2);
    let entry = list + (<usize>(parts + 1) << 2);
    for (let part = 0; part < parts; part++) {
      store<u32>(list + (<usize>part << 2), <u32>(entry - list));
      const last = endOfUnits(C, part);
      for (let c = endOfUnits(C, part - 1); c < last; c += 4) {
        const v = v128.load(z + (<usize>c << 2));
        const offsets = i32x4.add(i32x4.splat(c << 7), i32x4(0, 128, 256, 384));
        let mask = nonZero(v);
        if (c + 4 > C) mask &= (1 << (C - c)) - 1;
        entry = append(entry, offsets, v, mask);
      }
    }
    store<u32>(list + (<usize>parts << 2), <u32>(entry - list));
  }
}

// @ts-ignore: decorator
@inline
export function listOf(offsets: usize, n: i32): usize {
  return <usize>load<u32>(offsets + (<usize>n << 2));
}

/** The first entry of a part; with the number of parts, the end of the last. */
// @ts-ignore: decorator
@inline
export function startOf(list: usize, part: i32): usize {
  return list + <usize>load<u32>(list + (<usize>part << 2));
}

/** The end of all entries. */
// @ts-ignore: decorator
@inline
function endOf(list: usize): usize {
  return list + <usize>load<u32>(startOf(list, 0) - 4);
}

/** `sparseAffine` of sparse.ts for lists: the same args, images first to last, columns begin to end. */
export function listAffine(args: usize, first: i32, last: i32, begin: i32, end: i32): void {
  const bias = address(args, 3);
  const I = size(args, 5);
  const O = size(args, 6);
  const width = size(args, 7);
  const parts = partsOf(I);
  let o = begin;
  for (; size(args, 10) != 0 && width == 32 && o + 64 <= end; o += 64) listAffinePair(args, first, last, o);
  while (o < end) {
    const wide = width == 32 && o + 32 <= end;
    const within = o % width;
    const panel = address(args, 2) + (<usize>((o - within) * I + within) << 2);
    const b = bias == 0 ? bias : bias + (<usize>o << 2);
    for (let n = first; n < last; n++) {
      const to = address(args, 0) + (<usize>(n * O + o) << 2);
      const list = listOf(address(args, 1), n);
      if (wide) sumEntries32(to, b, panel, startOf(list, 0), startOf(list, 1));
      else affineList8(to, b, panel, width, list, end - o);
    }
    for (let part = 1; wide && part < parts; part++) {
      for (let n = first; n < last; n++) {
        const to = address(args, 0) + (<usize>(n * O + o) << 2);
        const list = listOf(address(args, 1), n);
        sumEntries32(to, to, panel, startOf(list, part), startOf(list, part + 1));
      }
    }
    o += wide ? 32 : 8;
  }
}

/** Columns o to o + 63, two panels, as in sparse-pairs.ts. */
function listAffinePair(args: usize, first: i32, last: i32, o: i32): void {
  const bias = address(args, 3);
  const I = size(args, 5);
  const O = size(args, 6);
  const panelBytes = <usize>I << 7;
  const panel = address(args, 2) + (<usize>(o * I) << 2);
  for (let part = 0; part < partsOf(I); part++) {
    for (let n = first; n < last; n++) {
      const to = address(args, 0) + (<usize>(n * O + o) << 2);
      const b = bias == 0 ? bias : bias + (<usize>o << 2);
      const from = part == 0 ? b : to;
      const list = listOf(address(args, 1), n);
      sumEntries64(to, 128, from, from == 0 ? 0 : 128, panel, panelBytes, startOf(list, part), startOf(list, part + 1), 0);
    }
  }
}

/** `count` columns of a panel of 32 of dW. args: those of `sparseWeightGradient` of sparse.ts. */
export function listGradient(args: usize, panel: usize, dOut: usize, count: i32): void {
  const N = size(args, 3);
  const I = size(args, 4);
  const dOutBytes = <usize>size(args, 5) << 2;
  memory.fill(panel, 0, <usize>I << 7);
  if (count < 32) {
    for (let n = 0; n < N; n++) {
      addListRows(panel, 32, dOut + <usize>n * dOutBytes, listOf(address(args, 1), n), 0, I, count);
    }
    return;
  }
  for (let part = 0; part < partsOf(I); part++) {
    for (let n = 0; n < N; n++) {
      addListRows32(panel, dOut + <usize>n * dOutBytes, listOf(address(args, 1), n), part);
    }
  }
}

/** At most 8 columns of panels of `width` columns. */
function affineList8(to: usize, from: usize, panel: usize, width: i32, list: usize, count: i32): void {
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  const stop = endOf(list);
  for (let entry = startOf(list, 0); entry < stop; entry += ENTRY) {
    const row = panel + (<usize>load<u32>(entry) >> 5) * <usize>width;
    const x = v128.load32_splat(entry, 4);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
  }
  storePair(to, c0, c1, count);
}

/** Adds to the rows of a panel of 32 columns, for a part of the entries, their value times dOut. */
function addListRows32(panel: usize, dOut: usize, list: usize, part: i32): void {
  const g0 = v128.load(dOut);
  const g1 = v128.load(dOut, 16);
  const g2 = v128.load(dOut, 32);
  const g3 = v128.load(dOut, 48);
  const g4 = v128.load(dOut, 64);
  const g5 = v128.load(dOut, 80);
  const g6 = v128.load(dOut, 96);
  const g7 = v128.load(dOut, 112);
  const stop = startOf(list, part + 1);
  for (let entry = startOf(list, part); entry < stop; entry += ENTRY) {
    const row = panel + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
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
  }
}

/** The same for rows first to below `end`, and `count` columns of panels of `width` columns. */
export function addListRows(
  panel: usize,
  width: i32,
  dOut: usize,
  list: usize,
  first: i32,
  end: i32,
  count: i32,
): void {
  const stop = endOf(list);
  for (let entry = startOf(list, 0); entry < stop; entry += ENTRY) {
    const unit = load<i32>(entry) >>> 7;
    if (unit < first || unit >= end) continue;
    const row = panel + (<usize>(unit * width) << 2);
    const x = v128.load32_splat(entry, 4);
    for (let c = 0; c < count; c += 4) {
      const at = <usize>c << 2;
      storeLanes(row + at, f32x4.add(v128.load(row + at), f32x4.mul(x, v128.load(dOut + at))), count - c);
    }
  }
}

/** Writes the entries of a list to a row of zeros. */
export function expandList(to: usize, list: usize): void {
  const stop = endOf(list);
  for (let entry = startOf(list, 0); entry < stop; entry += ENTRY) {
    store<f32>(to + (<usize>load<u32>(entry) >> 5), load<f32>(entry, 4));
  }
}
