/** The choices of a writer: lengths, corners, curves. */

import { cos, sin } from '../../matrix/float32.ts';
import type { Random } from '../../random.ts';
import { between, type Stroke } from '../strokes.ts';

/** A point: x to the right, y down; a digit is about 1 high and starts near (0, 0). */
export type Point = readonly [x: number, y: number];

export class Writer {
  readonly #random: Random;
  /**
   * Number of repetitions of a corner as a control point: once is rounded by corner cutting, three times stays sharp.
   */
  readonly #corner: number;

  constructor(random: Random) {
    this.#random = random;
    this.#corner = 1 + random.below(3);
  }

  /** A uniformly distributed number. */
  in(low: number, high: number): number {
    return between(this.#random, low, high);
  }

  /** True with this probability. */
  chance(fraction: number): boolean {
    return this.#random.uniform() < fraction;
  }

  /** A control point where the pen changes its direction abruptly: sharp for some writers, round for others. */
  corner(x: number, y: number): number[] {
    return Array.from({ length: 2 * this.#corner }, (_, k) => (k % 2 === 0 ? x : y));
  }

  /**
   * Control points of an arc between two points, bent sideways by a fraction of its length: to the right if positive.
   */
  bow([x0, y0]: Point, [x1, y1]: Point, bend: number): number[] {
    return [x0, y0, (x0 + x1) / 2 - bend * (y1 - y0), (y0 + y1) / 2 + bend * (x1 - x0), x1, y1];
  }
}

/** Control points per full turn: enough for a smooth curve. */
const TURN = 12;

/**
 * Control points of an arc of an ellipse.
 * @param from start, in turns clockwise from the top: 0.25 is on the right, 0.75 on the left
 * @param to end; below `from` the arc is anticlockwise
 * @param grow factor of the radii at the end: a spiral
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

/** The point of an ellipse at `turn`, clockwise from the top. */
export function onEllipse([x, y]: Point, [across, down]: Point, turn: number): Point {
  const angle = 2 * Math.PI * turn;
  return [x + across * sin(angle), y - down * cos(angle)];
}

/** A writing style of a digit. */
export interface Style {
  readonly digit: number;
  /** Unique among the styles of its digit. */
  readonly name: string;
  /** The control points of its strokes for one writer. */
  readonly strokes: (writer: Writer) => readonly Stroke[];
}
