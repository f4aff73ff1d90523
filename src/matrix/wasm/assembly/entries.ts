// Entries of lists: for each value that is not zero an offset and the value. What the offset means, each list says.

/** Bytes per entry. */
export const ENTRY: usize = 8;

/**
 * Appends the values whose bits are set in `mask`, with their offsets. Each is written, and kept if its bit is set: a
 * branch would be mispredicted too often. So there must be room for an entry that is not kept. Returns the new end.
 */
// @ts-ignore: decorator
@inline
export function append(entry: usize, offsets: v128, values: v128, mask: i32): usize {
  const low = i32x4.shuffle(offsets, values, 0, 4, 1, 5);
  const high = i32x4.shuffle(offsets, values, 2, 6, 3, 7);
  v128.store64_lane(entry, low, 0);
  entry += (mask << 3) & 8;
  v128.store64_lane(entry, low, 1);
  entry += (mask << 2) & 8;
  v128.store64_lane(entry, high, 0);
  entry += (mask << 1) & 8;
  v128.store64_lane(entry, high, 1);
  return entry + (mask & 8);
}

/** A bit for each value that is not zero. */
// @ts-ignore: decorator
@inline
export function nonZero(values: v128): i32 {
  return i32x4.bitmask(f32x4.ne(values, f32x4.splat(0)));
}

/**
 * 32 sums: those at `from` (0: zeros; + 0 so that no sum is -0), plus for each entry its value times the row at its offset
 * from `rows`. It has several calls; inlined, it would spill (docs/matrix-core.md).
 */
export function sumEntries32(to: usize, from: usize, rows: usize, entry: usize, stop: usize): void {
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c2 = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let c3 = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let c4 = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let c5 = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let c6 = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let c7 = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  for (; entry < stop; entry += ENTRY) {
    const row = rows + <usize>load<u32>(entry);
    const x = v128.load32_splat(entry, 4);
    c0 = f32x4.add(c0, f32x4.mul(x, v128.load(row)));
    c1 = f32x4.add(c1, f32x4.mul(x, v128.load(row, 16)));
    c2 = f32x4.add(c2, f32x4.mul(x, v128.load(row, 32)));
    c3 = f32x4.add(c3, f32x4.mul(x, v128.load(row, 48)));
    c4 = f32x4.add(c4, f32x4.mul(x, v128.load(row, 64)));
    c5 = f32x4.add(c5, f32x4.mul(x, v128.load(row, 80)));
    c6 = f32x4.add(c6, f32x4.mul(x, v128.load(row, 96)));
    c7 = f32x4.add(c7, f32x4.mul(x, v128.load(row, 112)));
  }
  v128.store(to, c1, 16);
  v128.store(to, c0);
  v128.store(to, c3, 48);
  v128.store(to, c2, 32);
  v128.store(to, c5, 80);
  v128.store(to, c4, 64);
  v128.store(to, c7, 112);
  v128.store(to, c6, 96);
}

/**
 * The same for 64 sums in two panels of 32: the rows of the second panel start `rowsBytes` after those of the first, its
 * sums `toBytes` after `to`, and where they start from `fromBytes` after `from`. If lr is not 0, they are the gradient of
 * the weights `to`, which are updated: w -= lr sum. For vectors of 256 bits only, as in sparse-pairs.ts.
 */
export function sumEntries64(
  to: usize,
  toBytes: usize,
  from: usize,
  fromBytes: usize,
  rows: usize,
  rowsBytes: usize,
  entry: usize,
  stop: usize,
  lr: f32,
): void {
  const from2 = from + fromBytes;
  let c0 = f32x4.add(v128.load(from), f32x4.splat(0));
  let c1 = f32x4.add(v128.load(from, 16), f32x4.splat(0));
  let c2 = f32x4.add(v128.load(from, 32), f32x4.splat(0));
  let c3 = f32x4.add(v128.load(from, 48), f32x4.splat(0));
  let c4 = f32x4.add(v128.load(from, 64), f32x4.splat(0));
  let c5 = f32x4.add(v128.load(from, 80), f32x4.splat(0));
  let c6 = f32x4.add(v128.load(from, 96), f32x4.splat(0));
  let c7 = f32x4.add(v128.load(from, 112), f32x4.splat(0));
  let c8 = f32x4.add(v128.load(from2), f32x4.splat(0));
  let c9 = f32x4.add(v128.load(from2, 16), f32x4.splat(0));
  let c10 = f32x4.add(v128.load(from2, 32), f32x4.splat(0));
  let c11 = f32x4.add(v128.load(from2, 48), f32x4.splat(0));
  let c12 = f32x4.add(v128.load(from2, 64), f32x4.splat(0));
  let c13 = f32x4.add(v128.load(from2, 80), f32x4.splat(0));
  let c14 = f32x4.add(v128.load(from2, 96), f32x4.splat(0));
  let c15 = f32x4.add(v128.load(from2, 112), f32x4.splat(0));
  for (; entry < stop; entry += ENTRY) {
    const row = rows + <usize>load<u32>(entry);
    const next = row + rowsBytes;
    const x = v128.load32_splat(entry, 4);
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
  }
  if (lr != 0) {
    const rate = f32x4.splat(lr);
    const w0 = f32x4.sub(v128.load(to), f32x4.mul(rate, c0));
    const w1 = f32x4.sub(v128.load(to, 16), f32x4.mul(rate, c1));
    v128.store(to, w1, 16);
    v128.store(to, w0);
    const w2 = f32x4.sub(v128.load(to, 32), f32x4.mul(rate, c2));
    const w3 = f32x4.sub(v128.load(to, 48), f32x4.mul(rate, c3));
    v128.store(to, w3, 48);
    v128.store(to, w2, 32);
    const w4 = f32x4.sub(v128.load(to, 64), f32x4.mul(rate, c4));
    const w5 = f32x4.sub(v128.load(to, 80), f32x4.mul(rate, c5));
    v128.store(to, w5, 80);
    v128.store(to, w4, 64);
    const w6 = f32x4.sub(v128.load(to, 96), f32x4.mul(rate, c6));
    const w7 = f32x4.sub(v128.load(to, 112), f32x4.mul(rate, c7));
    v128.store(to, w7, 112);
    v128.store(to, w6, 96);
    to += toBytes;
    const w8 = f32x4.sub(v128.load(to), f32x4.mul(rate, c8));
    const w9 = f32x4.sub(v128.load(to, 16), f32x4.mul(rate, c9));
    v128.store(to, w9, 16);
    v128.store(to, w8);
    const w10 = f32x4.sub(v128.load(to, 32), f32x4.mul(rate, c10));
    const w11 = f32x4.sub(v128.load(to, 48), f32x4.mul(rate, c11));
    v128.store(to, w11, 48);
    v128.store(to, w10, 32);
    const w12 = f32x4.sub(v128.load(to, 64), f32x4.mul(rate, c12));
    const w13 = f32x4.sub(v128.load(to, 80), f32x4.mul(rate, c13));
    v128.store(to, w13, 80);
    v128.store(to, w12, 64);
    const w14 = f32x4.sub(v128.load(to, 96), f32x4.mul(rate, c14));
    const w15 = f32x4.sub(v128.load(to, 112), f32x4.mul(rate, c15));
    v128.store(to, w15, 112);
    v128.store(to, w14, 96);
    return;
  }
  v128.store(to, c1, 16);
  v128.store(to, c0);
  v128.store(to, c3, 48);
  v128.store(to, c2, 32);
  v128.store(to, c5, 80);
  v128.store(to, c4, 64);
  v128.store(to, c7, 112);
  v128.store(to, c6, 96);
  to += toBytes;
  v128.store(to, c9, 16);
  v128.store(to, c8);
  v128.store(to, c11, 48);
  v128.store(to, c10, 32);
  v128.store(to, c13, 80);
  v128.store(to, c12, 64);
  v128.store(to, c15, 112);
  v128.store(to, c14, 96);
}
