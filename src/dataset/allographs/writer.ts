/** What a writer's hand decides while it draws: lengths, corners, curves. */

import { cos, sin } from '../../matrix/float32.ts';
import type { Random } from '../../random.ts';
import { between, type Stroke } from '../strokes.ts';

/** A point: x to the right, y down; a digit is about 1 high and starts near (0, 0). */
export type Point = readonly [x: number, y: number];

export class Writer {
  readonly #random: Random;
  /** How often a corner is repeated as a control point: once it is cut round, three times it stays sharp. */
  readonly #corner: number;

  constructor(random: Random) {
    this.#random = random;
    this.#corner = 1 + random.below(3);
  }

  /** Somewhere in a range, evenly. */
  in(low: number, high: number): number {
    return between(this.#random, low, high);
  }

  /** True in this fraction of cases. */
  chance(fraction: number): boolean {
    return this.#random.uniform() < fraction;
  }

  /** A control point where the pen changes its direction at once: sharp with some hands, round with others. */
  corner(x: number, y: number): number[] {
    return Array.from({ length: 2 * this.#corner }, (_, k) => (k % 2 === 0 ? x : y));
  }

  /** Control points from here to there, the middle moved to the side by a fraction of the length: right of the way above 0. */
  bow([x0, y0]: Point, [x1, y1]: Point, bend: number): number[] {
    return [x0, y0, (x0 + x1) / 2 - bend * (y1 - y0), (y0 + y1) / 2 + bend * (x1 - x0), x1, y1];
  }
}

/** Control points to a turn: enough for a curve that looks round. */
const TURN = 12;

/**
 * Control points of a part of an ellipse.
 * @param from where it starts, in turns clockwise from the top: 0.25 is on the right, 0.75 on the left
 * @param to where it ends; below `from` it goes anticlockwise
 * @param grow by how much its radii have grown at the end: a spiral
 */
export function arc([x, y]: Point, [across, down]: Point, from: number, to: number, grow = 1): number[] {
  const steps = Math.max(2, Math.ceil(Math.abs(to - from) * TURN));
  const points: number[] = [];
  for (let k = 0; k <= steps; k++) {
    const angle = 2 * Math.PI * (from + ((to - from) * k) / steps);
    const size = 1 + ((grow - 1) * k) / steps;
    points.push(x + across * size * sin(angle), y - down * size * cos(angle));
  }
  return points;
}

/** Where an ellipse is at `turn`, clockwise from the top. */
export function onEllipse([x, y]: Point, [across, down]: Point, turn: number): Point {
  const angle = 2 * Math.PI * turn;
  return [x + across * sin(angle), y - down * cos(angle)];
}

/** A way to write a digit. */
export interface Style {
  readonly digit: number;
  /** Unique among those of its digit. */
  readonly name: string;
  /** The control points of its strokes, as one hand draws them. */
  readonly strokes: (writer: Writer) => readonly Stroke[];
}
