// Greyscale dilation by a square window; see ../../raster/morphology.ts. Erosion is that of the negative plane.
//
// Maxima of windows of 2, 4, 8 and more values are made of two of half the length, and the last two overlap.

const NOTHING: f32 = -Infinity;

export function isConstant(data: usize, count: i32): i32 {
  const first = load<f32>(data);
  for (let at = data + 4, end = data + (<usize>count << 2); at < end; at += 4) if (load<f32>(at) != first) return 0;
  return 1;
}

function fill(at: usize, count: i32): void {
  const whole = at + (<usize>(count & ~3) << 2);
  for (; at < whole; at += 16) v128.store(at, f32x4.splat(NOTHING));
  count &= 3;
  for (const end = at + (<usize>count << 2); at < end; at += 4) store<f32>(at, NOTHING);
}

/** Copies values; for rows faster than `memory.copy`, which is a call. */
// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, bytes: usize): void {
  let k: usize = 0;
  for (; k + 16 <= bytes; k += 16) v128.store(to + k, v128.load(from + k));
  for (; k < bytes; k += 4) store<f32>(to + k, load<f32>(from + k));
}

/** Replaces each of `count` vectors with its maximum with the one `apart` bytes after it. */
// @ts-ignore: decorator
@inline
function raise(from: usize, to: usize, bytes: usize, apart: usize): void {
  for (let k: usize = 0; k < bytes; k += 16) {
    v128.store(to + k, f32x4.pmax(v128.load(from + k), v128.load(from + k + apart)));
  }
}

function negate(data: usize, count: i32): void {
  for (const end = data + (<usize>count << 2); data < end; data += 16) v128.store(data, f32x4.neg(v128.load(data)));
}

/**
 * Dilates a plane in place; with `sign` -1 erodes it. `scratch` has place for the plane with `reach` more rows on both
 * sides, and for 2 x `reach` + 8 more values.
 */
export function dilate(data: usize, width: i32, height: i32, reach: i32, sign: i32, scratch: usize): void {
  const count = width * height;
  const window = 2 * reach + 1;
  if (sign < 0) negate(data, count);
  const row = <usize>width << 2;
  for (let y = 0, at = data; y < height; y++, at += row) {
    fill(scratch, reach);
    copy(scratch + (<usize>reach << 2), at, row);
    fill(scratch + (<usize>(reach + width) << 2), reach + 8);
    const padded = <usize>(width + 2 * reach) << 2;
    let length = 1;
    for (; 2 * length <= window; length *= 2) raise(scratch, scratch, padded, <usize>length << 2);
    const apart = <usize>(window - length) << 2;
    if (apart > 0) raise(scratch, scratch, row, apart);
    copy(at, scratch, row);
  }
  fill(scratch, reach * width);
  memory.copy(scratch + <usize>reach * row, data, <usize>height * row);
  fill(scratch + <usize>(reach + height) * row, reach * width + 8);
  let rows = height + 2 * reach;
  let length = 1;
  for (; 2 * length <= window; length *= 2) {
    rows -= length;
    raise(scratch, scratch, <usize>rows * row, <usize>length * row);
  }
  const apart = <usize>(window - length) * row;
  raise(scratch, data, <usize>count << 2, apart);
  if (sign < 0) negate(data, count);
}
