import type { Levels } from './levels.ts';
import { type Box, cropPlane, type Plane } from './picture.ts';
import { FIT } from './place.ts';
import { dilate } from './sliding.ts';

/** The least ink that is not nothing: a byte of 1 in MNIST's form. */
const LEAST = 1 / 256;

/** Up to this many pixels of the form per pixel of the picture, an edge is taken as sharp. */
const SHARP = 0.2;

/** From this many on, grey levels are kept as they are: they are all there is of an edge. */
const SOFT = 0.7;

/** A digit alone: `ink` (0 paper, 1 full ink) ends where the digit ends; `box` is where it was. */
export interface IsolatedDigit {
  readonly ink: Plane;
  readonly box: Box;
}

/**
 * Cuts the kept parts out of a picture and stretches their ink from 0 to 1, as MNIST's cores are saturated.
 *
 * Where many pixels make up one of the form, edges are put at half the ink's strength: grain and blur disappear and
 * the shrinking that follows makes the grey levels anew. Where one pixel is one of the form, they are kept.
 *
 * @param stretch whether to stretch the ink at all
 */
export function isolateDigit(
  ink: Plane,
  labels: Int32Array,
  parts: readonly Box[],
  kept: readonly boolean[],
  levels: Levels,
  stretch: boolean,
): IsolatedDigit {
  const inner = boundingBox(parts.filter((_, i) => kept[i]));
  const scale = FIT / Math.max(inner.width, inner.height);
  const rim = Math.max(1, Math.min(8, Math.round(1 / scale)));
  const outer = growBox(inner, rim + 1, ink);

  const values = cropPlane(ink, outer);
  const mask = new Uint8Array(values.data.length);
  const foreign = new Uint8Array(mask.length);
  for (let y = 0, q = 0; y < outer.height; y++) {
    for (let x = 0, p = (outer.y + y) * ink.width + outer.x; x < outer.width; x++, p++, q++) {
      const label = labels[p]!;
      if (label === 0) continue;
      if (kept[label - 1]) mask[q] = 1;
      else foreign[q] = 1;
    }
  }
  const near = dilate(mask, outer.width, outer.height, rim);

  const core = coreLevel(values, mask, levels) - levels.paper;
  const soft = Math.min(1, Math.max(0, (scale - SHARP) / (SOFT - SHARP)));
  let low = 0.3 * (1 - soft) * core;
  let high = (0.7 + 0.3 * soft) * core;
  low = levels.paper + Math.max(low, 2 * levels.noise);
  high += levels.paper;
  if (!stretch) {
    low = levels.paper;
    high = levels.paper + 1;
  }
  const gain = 1 / Math.max(1e-6, high - low);
  const out = values.data;
  for (let q = 0; q < out.length; q++) {
    const value = near[q] === 1 && foreign[q] === 0 ? (out[q]! - low) * gain : 0;
    out[q] = value < LEAST ? 0 : value > 1 ? 1 : value;
  }
  const tight = inkBox(values) ?? { x: 0, y: 0, width: values.width, height: values.height };
  return {
    ink: cropPlane(values, tight),
    box: { x: outer.x + tight.x, y: outer.y + tight.y, width: tight.width, height: tight.height },
  };
}

/** The strength that nine tenths of the digit's pixels above the threshold do not exceed. */
function coreLevel(values: Plane, mask: Uint8Array, levels: Levels): number {
  const histogram = new Int32Array(1024);
  let total = 0;
  for (let q = 0; q < values.data.length; q++) {
    const value = values.data[q]!;
    if (mask[q] === 0 || value < levels.threshold) continue;
    histogram[Math.min(1023, Math.max(0, Math.round(value * 1000)))]!++;
    total++;
  }
  let above = 0;
  for (let level = 1023; level > 0; level--) {
    above += histogram[level]!;
    if (above > total * 0.1) return level / 1000;
  }
  return 1;
}

/** The smallest box around all pixels above 0; undefined where there are none. */
export function inkBox(ink: Plane): Box | undefined {
  const { width, height, data } = ink;
  let left = width;
  let right = -1;
  let top = height;
  let bottom = -1;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      if (!(data[p]! > 0)) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  if (right < 0) return undefined;
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** The smallest box around several. */
export function boundingBox(boxes: readonly Box[]): Box {
  let left = Infinity;
  let top = Infinity;
  let right = 0;
  let bottom = 0;
  for (const box of boxes) {
    left = Math.min(left, box.x);
    top = Math.min(top, box.y);
    right = Math.max(right, box.x + box.width);
    bottom = Math.max(bottom, box.y + box.height);
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box grown by `by` pixels on each side, as far as the picture goes. */
function growBox(box: Box, by: number, within: Plane): Box {
  const x = Math.max(0, box.x - by);
  const y = Math.max(0, box.y - by);
  return {
    x,
    y,
    width: Math.min(within.width, box.x + box.width + by) - x,
    height: Math.min(within.height, box.y + box.height + by) - y,
  };
}
