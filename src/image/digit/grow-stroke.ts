/** Thickens or thins strokes: grey dilation and erosion by a disc. */

import { createPlane, type Plane } from '../image.ts';

/** The columns from `left` to before `right`, in the rows from `top` to before `bottom`. */
interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export function growStroke(ink: Plane, radius: number): Plane;
export function growStroke(ink: Plane, radius: number, least: number): Plane | undefined;
/**
 * Thickens strokes by `radius` pixels on each side (thins if negative): the maximum (minimum) within a disc with a
 * soft rim of one pixel, so that fractions of a pixel count.
 *
 * @param ink 0 to 1
 * @param least minimum sum of the resulting ink: returns undefined if it is found early that less will remain
 */
export function growStroke(ink: Plane, radius: number, least = 0): Plane | undefined {
  const { width, height } = ink;
  const thin = radius < 0;
  const size = Math.abs(radius);
  // thinning ink is thickening its complement
  const source = thin ? ink.data.map((value) => 1 - value) : ink.data;
  const out = createPlane(width, height);
  const values = out.data;
  values.set(source);
  raiseNearFull(values, source, width, height, size);
  const open = areaBelowOne(values, width, height);
  if (thin && leftOf(values) < least) return undefined;
  if (open !== null) raiseAll(values, source, width, height, open, size);
  if (thin) for (let p = 0; p < values.length; p++) values[p] = 1 - values[p];
  return out;
}

/**
 * Dilates by the pixels of value 1, of which the nearest one decides: they are most pixels of a drawing, and found
 * quickly, by columns and then by rows (A. Meijster and others, "A general algorithm for computing distance
 * transforms in linear time", 2000).
 */
function raiseNearFull(
  values: Float32Array,
  source: Float32Array,
  width: number,
  height: number,
  size: number,
): void {
  const far = Math.ceil(size) + 1;
  const down = new Int32Array(width * height).fill(far);
  for (let p = 0; p < down.length; p++) {
    if (source[p] === 1) down[p] = 0;
    else if (p >= width && down[p - width] < far) down[p] = down[p - width] + 1;
  }
  for (let p = down.length - 1 - width; p >= 0; p--) down[p] = Math.min(down[p], down[p + width] + 1);
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      let nearest = down[p] * down[p];
      for (let u = 1; u < far && u * u < nearest; u++) {
        const [left, right] = [x >= u ? down[p - u] : far, x + u < width ? down[p + u] : far];
        const least = left < right ? left : right;
        if (least < far && u * u + least * least < nearest) nearest = u * u + least * least;
      }
      const value = 1 - Math.max(0, Math.sqrt(nearest) - size);
      if (value > values[p]) values[p] = value;
    }
  }
}

/** Null if there are none. */
function areaBelowOne(values: Float32Array, width: number, height: number): Area | null {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (values[p] === 1) continue;
      if (x < left) left = x;
      if (x >= right) right = x + 1;
      if (y < top) top = y;
      bottom = y + 1;
    }
  }
  return right === 0 ? null : { left, right, top, bottom };
}

/** An upper bound of the remaining ink, given its complement. */
function leftOf(values: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < values.length; p++) sum += Math.fround(1 - values[p]);
  return sum;
}

/** Dilates by all values within the disc, for pixels in the area. */
function raiseAll(
  values: Float32Array,
  source: Float32Array,
  width: number,
  height: number,
  area: Area,
  size: number,
): void {
  const reach = Math.ceil(size);
  const band = { ...area, top: Math.max(0, area.top - reach), bottom: Math.min(height, area.bottom + reach) };
  // rows of the disc are longer towards the middle: the maxima of a row extend those of the previous one
  const largest = source.slice();
  let half = 0;
  for (let v = reach; v >= 0; v--) {
    let u = 0;
    for (; u <= reach && Math.sqrt(u * u + v * v) <= size; u++) {
      if (u <= half) continue;
      raise(largest, source, width, height, band, u, 0, 0);
      half = u;
    }
    if (u > 0) raise(values, largest, width, height, area, 0, v, 0);
    for (; u <= reach; u++) {
      const fade = Math.sqrt(u * u + v * v) - size;
      if (fade >= 1) break;
      raise(values, source, width, height, area, u, v, fade);
    }
  }
}

/**
 * Replaces each value with the maximum of itself and of those `u` columns and `v` rows away, in either direction,
 * minus `fade`.
 */
function raise(
  values: Float32Array,
  source: Float32Array,
  width: number,
  height: number,
  { left, right, top, bottom }: Area,
  u: number,
  v: number,
  fade: number,
): void {
  const far = width - u; // from this column on there is none to the right
  for (const down of v === 0 ? [0] : [-v, v]) {
    const y1 = Math.min(bottom, height - down);
    for (let y = Math.max(top, -down); y < y1; y++) {
      const row = y * width;
      const shift = down * width;
      const between = Math.max(left, u);
      raiseRow(values, source, row + left, row + Math.min(right, u, far), shift + u, shift + u, fade);
      raiseRow(values, source, row + between, row + Math.min(right, far), shift - u, shift + u, fade);
      raiseRow(values, source, row + Math.max(between, far), row + right, shift - u, shift - u, fade);
    }
  }
}

/** For the pixels from `start` to before `end`, by the two at these offsets. */
function raiseRow(
  values: Float32Array,
  source: Float32Array,
  start: number,
  end: number,
  before: number,
  after: number,
  fade: number,
): void {
  for (let p = start; p < end; p++) {
    const one = source[p + before];
    const other = source[p + after];
    const value = (one > other ? one : other) - fade;
    if (value > values[p]) values[p] = value;
  }
}
