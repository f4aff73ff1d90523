// Images as RECORDS: for each segment of 64 pixels, and for the end, the number of non-zero pixels before it (u16,
// rounded up to whole words); then for each such pixel, ascending, a word: column * 2^17 + byte * 4. Shifted right by
// 10 it is the offset of the column's row in a panel of 32 columns; its low bits are the offset of the pixel's value
// in a table of the 256 values byte / 255 at a fixed address.

export const SEGMENT: i32 = 64;
/** Segments per pass over a panel: 448 rows of 128 bytes, of which a batch touches two thirds. */
export const PASS: i32 = 7;
/** Address of the table of values, reserved by the allocator. */
export const VALUES: usize = 1024;
export const BYTE_MASK: i32 = 0x3fc;

/** Address of a table of 16 shuffles, likewise: each moves the words whose bits are set to the front. */
const PACKS: usize = 2048;

/** Fills the tables. */
export function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) store<f32>(VALUES + (<usize>byte << 2), <f32>byte / 255);
  for (let mask = 0; mask < 16; mask++) {
    let to = PACKS + (<usize>mask << 4);
    for (let word = 0; word < 4; word++) {
      store<u32>(to, 0x03020100 + word * 0x04040404);
      to += (mask >> word) & 1 ? 4 : 0;
    }
  }
}

// @ts-ignore: decorator
@inline
export function headBytes(segments: i32): usize {
  return <usize>(((segments + 1) * 2 + 3) & ~3);
}

/**
 * Converts `count` images to records, one after another, and writes the address of each to `offsets`. Returns the
 * address after the last one, where 16 bytes more may be written.
 */
export function compress(from: usize, count: i32, cols: i32, to: usize, offsets: usize): usize {
  const segments = (cols + SEGMENT - 1) / SEGMENT;
  for (let n = 0; n < count; n++) {
    store<u32>(offsets + (<usize>n << 2), <u32>to);
    let start = to;
    const first = to + headBytes(segments);
    to = first;
    for (let segment = 0; segment < segments; segment++) {
      store<u16>(start, <u16>((to - first) >> 2));
      start += 2;
      const stop = min((segment + 1) * SEGMENT, cols);
      for (let i = segment * SEGMENT; i < stop; i += 16) {
        const bytes = v128.load(from + i);
        let mask = i8x16.bitmask(i8x16.ne(bytes, i8x16.splat(0)));
        if (i + 16 > cols) mask &= (1 << (cols - i)) - 1;
        if (mask != 0) to = addPixels(to, bytes, i << 17, mask);
      }
    }
    store<u16>(start, <u16>((to - first) >> 2));
    from += cols;
  }
  return to;
}

/** Adds those of 16 bytes whose bits are set in `mask`, without a branch, which would be mispredicted too often. */
function addPixels(to: usize, bytes: v128, column: i32, mask: i32): usize {
  const low = i16x8.shl(i16x8.extend_low_i8x16_u(bytes), 2);
  const high = i16x8.shl(i16x8.extend_high_i8x16_u(bytes), 2);
  const columns = v128.or(i32x4.splat(column), i32x4(0, 1 << 17, 2 << 17, 3 << 17));
  to = addFour(to, v128.or(columns, i32x4.extend_low_i16x8_u(low)), mask & 15);
  const second = i32x4.add(columns, i32x4.splat(4 << 17));
  to = addFour(to, v128.or(second, i32x4.extend_high_i16x8_u(low)), (mask >> 4) & 15);
  const third = i32x4.add(columns, i32x4.splat(8 << 17));
  to = addFour(to, v128.or(third, i32x4.extend_low_i16x8_u(high)), (mask >> 8) & 15);
  const fourth = i32x4.add(columns, i32x4.splat(12 << 17));
  return addFour(to, v128.or(fourth, i32x4.extend_high_i16x8_u(high)), mask >> 12);
}

// @ts-ignore: decorator
@inline
function addFour(to: usize, words: v128, mask: i32): usize {
  v128.store(to, i8x16.swizzle(words, v128.load(<usize>mask << 4, PACKS)));
  return to + (<usize>popcnt(mask) << 2);
}

// @ts-ignore: decorator
@inline
export function recordOf(offsets: usize, n: i32): usize {
  return <usize>load<u32>(offsets + (<usize>n << 2));
}

/** Address of the first word of a segment. */
// @ts-ignore: decorator
@inline
export function wordAt(record: usize, segments: i32, segment: i32): usize {
  return record + headBytes(segments) + (<usize>load<u16>(record + (<usize>segment << 1)) << 2);
}

/**
 * Reads a byte of each cache line of the records' first 768 bytes. The records of a shuffled batch are scattered over
 * the memory of the data set; a dependent cache miss takes 0.1 us, while independent ones overlap.
 */
export function touchRecords(offsets: usize, begin: i32, end: i32): void {
  let sum: u32 = 0;
  for (let n = begin; n < end; n++) {
    const record = recordOf(offsets, n);
    for (let line: usize = 0; line < 768; line += 64) sum += load<u8>(record + line);
  }
  touched = sum;
}

let touched: u32 = 0; // keeps the compiler from eliminating the reads
