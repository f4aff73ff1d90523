// The shape of a component that may be an outline; see ../../outlines/shape.ts. Shapes have a rim of one pixel.

import { floatBelow, get, set } from './memory';

const UNIT: i32 = 3;
const DIAGONAL: i32 = 4;

/**
 * Writes where a component begins and, negative, where it ends in each row of its box, which begins at `labels`; returns the
 * number of pixels in between. Each row has one.
 */
export function rowSpans(
  labels: usize,
  stride: i32,
  width: i32,
  height: i32,
  label: i32,
  lefts: usize,
  rights: usize,
): i32 {
  const wanted = i32x4.splat(label);
  let filled = 0;
  for (let y = 0; y < height; y++, labels += <usize>stride << 2) {
    let first = 0;
    while (!v128.any_true(i32x4.eq(v128.load(labels + (<usize>first << 2)), wanted))) first += 4;
    while (get(labels, first) != label) first++;
    let last = width;
    while (last >= 4 && !v128.any_true(i32x4.eq(v128.load(labels + (<usize>(last - 4) << 2)), wanted))) last -= 4;
    while (get(labels, last - 1) != label) last--;
    filled += last - first;
    set(lefts, y, first);
    set(rights, y, -last);
  }
  return filled;
}

/** Marks the pixels of a component, whose box begins at `labels`, by 1 in the shape. */
export function ownPixels(labels: usize, stride: i32, width: i32, height: i32, label: i32, own: usize): void {
  const across = width + 2;
  memory.fill(own, 0, <usize>(across * (height + 2)));
  const wanted = i32x4.splat(label);
  const one = i8x16.splat(1);
  for (let y = 0; y < height; y++) {
    let from = labels + (<usize>(y * stride) << 2);
    let to = own + <usize>((y + 1) * across + 1);
    let x = 0;
    for (; x + 16 <= width; x += 16, from += 64, to += 16) {
      const a = i32x4.eq(v128.load(from), wanted);
      const b = i32x4.eq(v128.load(from, 16), wanted);
      const c = i32x4.eq(v128.load(from, 32), wanted);
      const d = i32x4.eq(v128.load(from, 48), wanted);
      const marks = i8x16.narrow_i16x8_s(i16x8.narrow_i32x4_s(a, b), i16x8.narrow_i32x4_s(c, d));
      v128.store(to, v128.and(marks, one));
    }
    for (; x < width; x++, from += 4, to++) store<u8>(to, <u8>(load<i32>(from) == label));
  }
}

/** Pushes a pixel of paper that is not known to be outside. */
// @ts-ignore: decorator
@inline
function push(own: usize, distances: usize, stack: usize, count: i32, p: i32): i32 {
  if (load<u8>(own + p) == 1 || get(distances, p) == 0) return count;
  set(distances, p, 0);
  set(stack, count, p);
  return count + 1;
}

/**
 * Writes 0 for the paper outside of the component, and more than any distance for all else; returns the number of pixels that
 * are not outside.
 */
export function markOutside(own: usize, width: i32, height: i32, distances: usize, stack: usize): i32 {
  const area = width * height;
  const far = i32x4.splat(area * DIAGONAL);
  for (let p = 0; p < area; p += 4) v128.store(distances + (<usize>p << 2), far);
  let count = push(own, distances, stack, 0, 0);
  let inside = area;
  while (count > 0) {
    const p = get(stack, --count);
    inside--;
    const x = p % width;
    if (x > 0) count = push(own, distances, stack, count, p - 1);
    if (x < width - 1) count = push(own, distances, stack, count, p + 1);
    if (p >= width) count = push(own, distances, stack, count, p - width);
    if (p < area - width) count = push(own, distances, stack, count, p + width);
  }
  return inside;
}

/** Lowers the distances of a row to those by way of its neighbour; then each to that by way of the one before it. */
function lowerRow(row: usize, neighbour: usize, width: i32, step: isize): void {
  const unit = i32x4.splat(UNIT);
  const diagonal = i32x4.splat(DIAGONAL);
  const first = row + 4;
  const end = row + (<usize>(width - 1) << 2);
  for (let at = first, other = neighbour + 4; at < end; at += 16, other += 16) {
    const aside = i32x4.add(i32x4.min_s(v128.load(other - 4), v128.load(other + 4)), diagonal);
    const near = i32x4.min_s(aside, i32x4.add(v128.load(other), unit));
    const lowered = i32x4.min_s(v128.load(at), near);
    if (at + 16 <= end) v128.store(at, lowered);
    else {
      store<i32>(at, i32x4.extract_lane(lowered, 0));
      if (at + 4 < end) store<i32>(at, i32x4.extract_lane(lowered, 1), 4);
      if (at + 8 < end) store<i32>(at, i32x4.extract_lane(lowered, 2), 8);
    }
  }
  let at = step > 0 ? first : end - 4;
  let before = load<i32>(at - step);
  for (let n = width - 2; n > 0; n--, at += step) {
    before = min(load<i32>(at), before + UNIT);
    store<i32>(at, before);
  }
}

/** Replaces each distance by that from the paper outside. */
export function measureDistances(distances: usize, width: i32, height: i32): void {
  const stride = <usize>width << 2;
  for (let y = 1; y < height - 1; y++) {
    const row = distances + <usize>y * stride;
    lowerRow(row, row - stride, width, 4);
  }
  for (let y = height - 2; y > 0; y--) {
    const row = distances + <usize>y * stride;
    lowerRow(row, row + stride, width, -4);
  }
}

/** Marks the component's pixels up to a distance; writes their number, and the largest of all distances. */
export function markBand(own: usize, distances: usize, area: i32, most: f64, band: usize, to: usize): void {
  let ring = 0;
  let deepest = 0;
  for (let p = 0; p < area; p++) {
    const distance = get(distances, p);
    deepest = max(deepest, distance);
    const isRing = <i32>load<u8>(own + p) & <i32>(<f64>distance <= most);
    store<u8>(band + p, <u8>isRing);
    ring += isRing;
  }
  store<i32>(to, ring);
  store<i32>(to, deepest, 4);
}

/**
 * Whether a box of ink, `edge` pixels within that of a component, has at least `fewest` pixels that belong to no component and
 * are not within that distance of this one to the side, above or below.
 */
export function holdsFaintInk(
  data: usize,
  labels: usize,
  stride: i32,
  left: i32,
  top: i32,
  width: i32,
  height: i32,
  label: i32,
  edge: i32,
  floor: f64,
  fewest: i32,
): i32 {
  const away = <usize>edge << 2;
  const apart = <usize>(edge * stride) << 2;
  const limit = f32x4.splat(floatBelow(floor));
  let count = 0;
  for (let y = top; y < top + height; y++) {
    for (let x = 0; x < width; x += 4) {
      let at = <usize>(y * stride + left + x) << 2;
      const isFree = i32x4.eq(v128.load(labels + at), i32x4.splat(0));
      let mask = i32x4.bitmask(v128.and(isFree, f32x4.gt(v128.load(data + at), limit)));
      if (x + 4 > width) mask &= (1 << (width - x)) - 1;
      for (; mask != 0; mask >>= 1, at += 4) {
        if ((mask & 1) == 0) continue;
        if (load<i32>(labels + at - away) == label || load<i32>(labels + at + away) == label) continue;
        if (load<i32>(labels + at - apart) == label || load<i32>(labels + at + apart) == label) continue;
        if (++count >= fewest) return 1;
      }
    }
  }
  return 0;
}
