/** The width and pressure of a pen along strokes that are fitted to MNIST's 20 x 20 pixels. */

import { FIT } from '../../image/digit/placement.ts';
import { createPlane, type Plane } from '../../image/image.ts';
import { cos, sin } from '../../matrix/float32.ts';
import type { Random } from '../../random.ts';
import { between, drawLine, extentOf, type Stroke } from '../strokes.ts';

export interface Pen {
  /** In pixels of the fitted digit. */
  readonly width: number;
  /** Relative increase of the width from the start to the end of a stroke. */
  readonly growth: number;
  /** A broad nib draws lines across its edge wider than lines along it: by this fraction of the width. */
  readonly nib: number;
  /** The direction of that edge. */
  readonly edge: readonly [x: number, y: number];
}

/**
 * Most strokes of MNIST are 2.0 to 3.9 wide, as in `image/digit/stroke.ts`; others come from felt pens and fine pens.
 */
export function choosePen(random: Random): Pen {
  const angle = between(random, 0, Math.PI);
  return {
    width: random.below(4) === 0 ? between(random, 3, 4.6) : between(random, 1.7, 3.3),
    growth: random.below(2) === 0 ? between(random, -0.35, 0.35) : 0,
    nib: random.below(3) === 0 ? between(random, 0.1, 0.6) : 0,
    edge: [cos(angle), sin(angle)],
  };
}

/** Draws strokes of any size, with the longer side fitted to 20 pixels, preserving the aspect ratio. */
export function drawWithPen(strokes: readonly Stroke[], pen: Pen): Plane {
  const { left, top, width, height } = extentOf(strokes);
  const widest = pen.width * (1 + Math.abs(pen.growth) / 2 + pen.nib / 2);
  const zoom = (FIT - widest) / Math.max(width, height, 1e-6);
  const out = createPlane(
    Math.max(1, Math.min(FIT, Math.round(width * zoom + widest))),
    Math.max(1, Math.min(FIT, Math.round(height * zoom + widest))),
  );
  for (const stroke of strokes) {
    const x = (k: number): number => (stroke[k] - left) * zoom + widest / 2;
    const y = (k: number): number => (stroke[k + 1] - top) * zoom + widest / 2;
    let before = -1;
    for (let k = 0; k + 3 < stroke.length; k += 2) {
      const [x0, y0, x1, y1] = [x(k), y(k), x(k + 2), y(k + 2)];
      const [dx, dy] = [x1 - x0, y1 - y0];
      const length = Math.sqrt(dx * dx + dy * dy);
      if (length < 1e-3 && k > 0) continue; // a repeated point, which forms a corner
      const across = length < 1e-3 ? 0.5 : Math.abs(dx * pen.edge[1] - dy * pen.edge[0]) / length;
      const press = 1 + pen.growth * (k / stroke.length - 0.5) + pen.nib * (across - 0.5);
      const radius = (pen.width * press) / 2;
      drawLine(out, x0, y0, x1, y1, before < 0 ? radius : before, radius);
      before = radius;
    }
  }
  return out;
}
