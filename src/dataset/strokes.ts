/** Draws pen strokes of any size in MNIST's form. */

import { FIT } from '../image/digit/placement.ts';
import { createPlane, type Plane } from '../image/image.ts';
import { cos, sin } from '../matrix/float32.ts';
import type { Random } from '../random.ts';

/** x0, y0, x1, y1, ...: a polyline. */
export type Stroke = readonly number[];

export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

/** Varies strokes like handwriting: moves points, rotates, shears and stretches the whole, and rounds corners. */
export function vary(random: Random, strokes: readonly Stroke[]): Stroke[] {
  const angle = between(random, -0.3, 0.3);
  const slant = between(random, -0.35, 0.35);
  const wide = between(random, 0.65, 1.35);
  const shake = 0.05 * longerSide(strokes);
  const [c, s] = [cos(angle), sin(angle)];
  const rounds = random.below(4);
  return strokes.map((stroke) => {
    const varied: number[] = [];
    for (let k = 0; k < stroke.length; k += 2) {
      const y = stroke[k + 1] + between(random, -shake, shake);
      const x = (stroke[k] + between(random, -shake, shake)) * wide - slant * y;
      varied.push(c * x - s * y, s * x + c * y);
    }
    return smooth(varied, rounds);
  });
}

/**
 * Cuts corners repeatedly: each inner point is replaced with two, a quarter of the way to its neighbours (Chaikin
 * 1974).
 */
export function smooth(stroke: Stroke, rounds: number): Stroke {
  if (rounds === 0 || stroke.length < 6) return stroke;
  const last = stroke.length - 2;
  const cut: number[] = [stroke[0], stroke[1]];
  for (let k = 0; k < last; k += 2) {
    const [x0, y0, x1, y1] = [stroke[k], stroke[k + 1], stroke[k + 2], stroke[k + 3]];
    if (k > 0) cut.push(0.75 * x0 + 0.25 * x1, 0.75 * y0 + 0.25 * y1);
    if (k + 2 < last) cut.push(0.25 * x0 + 0.75 * x1, 0.25 * y0 + 0.75 * y1);
  }
  cut.push(stroke[last], stroke[last + 1]);
  return smooth(cut, rounds - 1);
}

export interface Extent {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export function extentOf(strokes: readonly Stroke[]): Extent {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (let k = 0; k < stroke.length; k += 2) {
      left = Math.min(left, stroke[k]);
      right = Math.max(right, stroke[k]);
      top = Math.min(top, stroke[k + 1]);
      bottom = Math.max(bottom, stroke[k + 1]);
    }
  }
  return { left, top, width: right - left, height: bottom - top };
}

function longerSide(strokes: readonly Stroke[]): number {
  const { width, height } = extentOf(strokes);
  return Math.max(width, height);
}

/**
 * Strokes of a round pen, fitted to 20x20, preserving the aspect ratio.
 * @param pen its width, in pixels of the fitted image
 */
export function drawFitted(strokes: readonly Stroke[], pen: number): Plane {
  const { left, top, width, height } = extentOf(strokes);
  const zoom = (FIT - pen) / Math.max(width, height, 1e-6);
  const out = createPlane(
    Math.max(1, Math.min(FIT, Math.round(width * zoom + pen))),
    Math.max(1, Math.min(FIT, Math.round(height * zoom + pen))),
  );
  for (const stroke of strokes) {
    for (let k = 0; k + 3 < stroke.length; k += 2) {
      const x0 = (stroke[k] - left) * zoom + pen / 2;
      const y0 = (stroke[k + 1] - top) * zoom + pen / 2;
      const x1 = (stroke[k + 2] - left) * zoom + pen / 2;
      const y1 = (stroke[k + 3] - top) * zoom + pen / 2;
      drawLine(out, x0, y0, x1, y1, pen / 2, pen / 2);
    }
  }
  return out;
}

/** A line with round ends and a soft edge of one pixel; `r0` and `r1` are its radii at both ends. */
export function drawLine(
  out: Plane,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  r0: number,
  r1: number,
): void {
  const { width, height, data } = out;
  const reach = Math.max(r0, r1) + 1;
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = Math.max(dx * dx + dy * dy, 1e-12);
  const first = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
  const end = Math.min(width, Math.ceil(Math.max(x0, x1) + reach));
  const bottom = Math.min(height, Math.ceil(Math.max(y0, y1) + reach));
  for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - reach)); y < bottom; y++) {
    for (let x = first; x < end; x++) {
      const [u, v] = [x + 0.5 - x0, y + 0.5 - y0];
      const along = Math.min(1, Math.max(0, (u * dx + v * dy) / square));
      const [a, b] = [u - along * dx, v - along * dy];
      const cover = Math.min(1, r0 + along * (r1 - r0) + 0.5 - Math.sqrt(a * a + b * b));
      if (cover > data[y * width + x]) data[y * width + x] = cover;
    }
  }
}
