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
