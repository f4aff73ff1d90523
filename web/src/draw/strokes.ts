/** Drawings: strokes of points with pressure, and their conversion to ink. */

import { getStroke } from 'perfect-freehand';

export interface Point {
  readonly x: number;
  readonly y: number;
  /** 0 to 1; a mouse reports 0.5 while its button is down. */
  readonly pressure: number;
}

export interface Stroke {
  readonly points: readonly Point[];
  /** Diameter of the pen, in the canvas' own units. */
  readonly width: number;
  /** Whether the device reports pressure, as pens do, unlike a mouse and most touch screens. */
  readonly pressure: boolean;
}

/** The canvas' own units: independent of the size on the screen and of its pixel density. */
export const WIDTH = 420;
export const HEIGHT = 280;

/** The outline of a stroke as a closed path. */
export function outlineOf(stroke: Stroke): Path2D {
  const points = stroke.points.map(({ x, y, pressure }) => [x, y, pressure]);
  const outline = getStroke(points, {
    size: stroke.width,
    thinning: stroke.pressure ? 0.5 : 0,
    smoothing: 0.5,
    streamline: 0.3,
    simulatePressure: false,
    last: true,
  });
  const path = new Path2D();
  if (outline.length === 0) return path;
  const [first, ...rest] = outline;
  path.moveTo(first[0], first[1]);
  for (const [x, y] of rest) path.lineTo(x, y);
  path.closePath();
  return path;
}

/** Draws all strokes into a context whose units are the canvas' own. */
export function paint(context: CanvasRenderingContext2D, strokes: readonly Stroke[], ink: string): void {
  context.fillStyle = ink;
  for (const stroke of strokes) context.fill(outlineOf(stroke));
}
