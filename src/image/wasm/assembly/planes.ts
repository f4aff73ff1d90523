// Copies of planes. `count` is the number of pixels.

/** Copies the first of three channels; returns 0 if they are not equal everywhere. */
export function copyGrey(from: usize, to: usize, count: i32): i32 {
  // of 48 bytes, those that must be equal to the next one
  const first = i8x16(-1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1);
  const second = i8x16(-1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1);
  const third = i8x16(0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0, -1, -1, 0);
  const end = to + count;
  for (; to + 16 <= end; to += 16, from += 48) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    const c = v128.load(from, 32);
    const offA = v128.and(i8x16.ne(a, v128.load(from, 1)), first);
    const offB = v128.and(i8x16.ne(b, v128.load(from, 17)), second);
    const offC = v128.and(i8x16.ne(c, v128.load(from, 33)), third);
    if (v128.any_true(v128.or(v128.or(offA, offB), offC))) return 0;
    const ab = i8x16.shuffle(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
    v128.store(to, i8x16.shuffle(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29));
  }
  for (; to < end; to++, from += 3) {
    const red = load<u8>(from);
    if (red != load<u8>(from, 1) || red != load<u8>(from, 2)) return 0;
    store<u8>(to, red);
  }
  return 1;
}

/** Bytes as floats. */
export function widen(from: usize, to: usize, count: i32): void {
  for (const end = from + count; from < end; from += 8, to += 32) {
    const pixels = v128.load8x8_u(from);
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(pixels)));
    v128.store(to, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(pixels)), 16);
  }
}

/** 255 minus each value. */
export function invert(from: usize, to: usize, count: i32): void {
  const white = f32x4.splat(255);
  for (const end = from + (<usize>count << 2); from < end; from += 16, to += 16) {
    v128.store(to, f32x4.sub(white, v128.load(from)));
  }
}

/** Four rows by four columns at a time, in tiles that stay within the cache. */
export function transpose(from: usize, width: i32, height: i32, to: usize): void {
  const across = <usize>width << 2;
  const down = <usize>height << 2;
  const wholeColumns = width & ~3;
  const wholeRows = height & ~3;
  for (let top = 0; top < wholeRows; top += 32) {
    const bottom = min(wholeRows, top + 32);
    for (let x = 0; x < wholeColumns; x += 4) {
      for (let y = top; y < bottom; y += 4) {
        turn(from + <usize>y * across + (<usize>x << 2), across, to + <usize>x * down + (<usize>y << 2), down);
      }
    }
  }
  for (let y = 0; y < height; y++) {
    for (let x = y < wholeRows ? wholeColumns : 0; x < width; x++) {
      store<f32>(to + <usize>x * down + (<usize>y << 2), load<f32>(from + <usize>y * across + (<usize>x << 2)));
    }
  }
}

// @ts-ignore: decorator
@inline
function turn(from: usize, across: usize, to: usize, down: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + across);
  const c = v128.load(from + 2 * across);
  const d = v128.load(from + 3 * across);
  const lowAB = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const highAB = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const lowCD = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const highCD = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, i32x4.shuffle(lowAB, lowCD, 0, 1, 4, 5));
  v128.store(to + down, i32x4.shuffle(lowAB, lowCD, 2, 3, 6, 7));
  v128.store(to + 2 * down, i32x4.shuffle(highAB, highCD, 0, 1, 4, 5));
  v128.store(to + 3 * down, i32x4.shuffle(highAB, highCD, 2, 3, 6, 7));
}
