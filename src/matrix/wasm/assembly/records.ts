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

/** Fills the table of values. */
export function fillValues(): void {
  for (let byte = 0; byte < 256; byte++) store<f32>(VALUES + (<usize>byte << 2), <f32>byte / 255);
}

// @ts-ignore: decorator
@inline
export function headBytes(segments: i32): usize {
  return <usize>(((segments + 1) * 2 + 3) & ~3);
}

/**
 * Converts `count` images to records, one after another, and writes the address of each to `offsets`. Returns the
 * address after the last one.
 */
export function compress(from: usize, count: i32, cols: i32, to: usize, offsets: usize): usize {
  const segments = (cols + SEGMENT - 1) / SEGMENT;
  for (let n = 0; n < count; n++) {
    store<u32>(offsets + (<usize>n << 2), <u32>to);
    const starts = to;
    const first = to + headBytes(segments);
    to = first;
    for (let i = 0; i < cols; i += 16) {
      if (i % SEGMENT == 0) store<u16>(starts + (<usize>(i / SEGMENT) << 1), <u16>((to - first) >> 2));
      let mask = i8x16.bitmask(i8x16.ne(v128.load(from + i), i8x16.splat(0)));
      if (i + 16 > cols) mask &= (1 << (cols - i)) - 1;
      while (mask != 0) {
        const column = i + ctz(mask);
        mask &= mask - 1;
        store<u32>(to, (<u32>column << 17) | (<u32>load<u8>(from + column) << 2));
        to += 4;
      }
    }
    store<u16>(starts + (<usize>segments << 1), <u16>((to - first) >> 2));
    from += cols;
  }
  return to;
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
