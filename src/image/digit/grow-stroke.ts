/** Thickens or thins strokes: grey dilation and erosion by a disc. */

import type { Plane } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

const sourceMemory = new ScratchMemory();
const grownMemory = new ScratchMemory();
const downMemory = new ScratchMemory();
const paddedMemory = new ScratchMemory();
const largestMemory = new ScratchMemory();
const shiftMemory = new ScratchMemory();
const fadeMemory = new ScratchMemory();

export function growStroke(ink: Plane, radius: number): Plane;
export function growStroke(ink: Plane, radius: number, least: number): Plane | undefined;
/**
 * Thickens strokes by `radius` pixels on each side (thins if negative): the maximum (minimum) within a disc with a
 * soft rim of one pixel, so that fractions of a pixel count. The result is valid until the next call.
 *
 * @param ink 0 to 1
 * @param least minimum sum of the resulting ink: returns undefined if it is found early that less will remain
 */
export function growStroke(ink: Plane, radius: number, least = 0): Plane | undefined {
  const { width, height } = ink;
  const thin = radius < 0;
  const size = Math.abs(radius);
  const source = sourceMemory.floats(ink.data.length);
  // thinning ink is thickening its complement
  if (thin) for (let p = 0; p < source.length; p++) source[p] = 1 - ink.data[p];
  else source.set(ink.data);
  const out = grownMemory.plane(width, height);
  const values = out.data;
  values.set(source);
  raiseNearFull(values, source, width, height, size);
  if (thin && leftOf(values) < least) return undefined;
  raiseAll(values, source, width, height, size);
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
  const down = downMemory.integers(width * height);
  const kernels = pixelKernels(values, source, down);
  if (kernels !== undefined) {
    kernels.raiseNearFull(values.byteOffset, source.byteOffset, width, height, size, down.byteOffset);
    return;
  }
  down.fill(far);
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

/** An upper bound of the remaining ink, given its complement. */
function leftOf(values: Float32Array): number {
  let sum = 0;
  for (let p = 0; p < values.length; p++) sum += Math.fround(1 - values[p]);
  return sum;
}

/**
 * Dilates by all values within the disc and its rim.
 *
 * Where the rim cannot raise a pixel further than the disc did, it is not looked at: each offset of the rim is one pixel,
 * maybe diagonally, beyond an offset of the disc, so that its values are at most the largest of the neighbours so far.
 */
function raiseAll(
  values: Float32Array,
  source: Float32Array,
  width: number,
  height: number,
  size: number,
): void {
  const reach = Math.ceil(size);
  const across = width + 2 * reach;
  const area = across * (height + 2 * reach);
  const padded = paddedMemory.floats(area + 4);
  const largest = largestMemory.floats(area + 4);
  const { shifts, fades } = rimOf(size, reach, across);
  const full = downMemory.integers(values.length);
  const kernels = pixelKernels(values, source, full, padded, largest, shifts, fades);
  if (kernels !== undefined) {
    const planes = [values.byteOffset, source.byteOffset, width, height, size] as const;
    const scratch = [full, padded, largest, shifts, fades].map(({ byteOffset }) => byteOffset);
    kernels.raiseAll(...planes, ...scratch, fades.length);
    return;
  }
  const open = indicesBelowOne(values);
  if (open.length === 0) return;
  padded.fill(Number.NEGATIVE_INFINITY);
  const start = reach * across + reach;
  for (let y = 0; y < height; y++) {
    padded.set(source.subarray(y * width, (y + 1) * width), start + y * across);
  }
  const at = open.map((p) => start + Math.floor(p / width) * across + (p % width));

  // rows of the disc are longer towards the middle: the maxima of a row extend those of the previous one
  largest.set(padded);
  let half = 0;
  for (let v = reach; v >= 0; v--) {
    if (v > size) continue;
    while (Math.sqrt((half + 1) * (half + 1) + v * v) <= size) extendRows(largest, padded, ++half);
    const shift = v * across;
    for (let n = 0; n < open.length; n++) {
      const above = largest[at[n] - shift];
      const below = largest[at[n] + shift];
      const value = above > below ? above : below;
      if (value > values[open[n]]) values[open[n]] = value;
    }
  }

  if (fades.length === 0) return;
  for (let n = 0; n < open.length; n++) {
    const p = open[n];
    let value = values[p];
    const most = largestNear(values, p, width);
    const middle = at[n];
    for (let k = 0; k < fades.length && most - fades[k] > value; k++) {
      const shift = shifts[k];
      const raised = padded[middle + shift] - fades[k];
      if (raised > value) value = raised;
    }
    values[p] = value;
  }
}

function indicesBelowOne(values: Float32Array): Int32Array {
  const indices = new Int32Array(values.length);
  let count = 0;
  for (let p = 0; p < values.length; p++) if (values[p] !== 1) indices[count++] = p;
  return indices.subarray(0, count);
}

/** Extends the maxima of `half - 1` pixels on both sides to those of `half`. */
function extendRows(largest: Float32Array, padded: Float32Array, half: number): void {
  const end = largest.length - half;
  for (let p = half; p < end; p++) {
    const left = padded[p - half];
    const right = padded[p + half];
    const value = left > right ? left : right;
    if (value > largest[p]) largest[p] = value;
  }
}

/** The pixels of the rim as offsets, and how much less than those of the disc they count; the least first. */
function rimOf(size: number, reach: number, across: number): { shifts: Int32Array; fades: Float64Array } {
  const rim: { readonly shift: number; readonly fade: number }[] = [];
  for (let v = -reach; v <= reach; v++) {
    for (let u = -reach; u <= reach; u++) {
      const fade = Math.sqrt(u * u + v * v) - size;
      if (fade > 0 && fade < 1) rim.push({ shift: v * across + u, fade });
    }
  }
  rim.sort((a, b) => a.fade - b.fade);
  const shifts = shiftMemory.integers(rim.length);
  const fades = fadeMemory.doubles(rim.length);
  for (const [k, { shift, fade }] of rim.entries()) [shifts[k], fades[k]] = [shift, fade];
  return { shifts, fades };
}

/** The maximum of a pixel and its eight neighbours. */
function largestNear(values: Float32Array, p: number, width: number): number {
  const x = p % width;
  const left = x > 0 ? 1 : 0;
  const right = x < width - 1 ? 1 : 0;
  let most = 0;
  for (let row = p - width; row <= p + width; row += width) {
    if (row < 0 || row >= values.length) continue;
    for (let q = row - left; q <= row + right; q++) if (values[q] > most) most = values[q];
  }
  return most;
}
