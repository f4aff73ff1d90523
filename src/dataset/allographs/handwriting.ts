/** The variation of handwriting that does not depend on the digit: slant, proportions, haste. */

import type { Random } from '../../random.ts';
import { between, type Stroke, smooth } from '../strokes.ts';

/** Rounds of corner cutting: enough for smooth curves at 20 pixels. */
const ROUNDS = 2;

/** Varies control points, turns them into curves, then shears, stretches and bends the whole. */
export function write(random: Random, strokes: readonly Stroke[]): Stroke[] {
  const shake = between(random, 0, 0.035);
  const reach = between(random, 0, 0.07);
  const lines = strokes.map((stroke) => {
    const shaken = shakePoints(random, stroke, shake);
    moveEnds(shaken, between(random, -reach, reach), between(random, -reach, reach));
    return smooth(random.below(8) === 0 ? withTick(random, shaken) : shaken, ROUNDS);
  });
  const slant = between(random, -0.22, 0.45);
  const turn = between(random, -0.12, 0.12);
  const wide = between(random, 0.7, 1.35);
  const bow = between(random, -0.15, 0.15);
  const sag = between(random, -0.2, 0.2);
  const taper = between(random, -0.25, 0.25);
  return lines.map((line) => {
    const out: number[] = [];
    for (let k = 0; k < line.length; k += 2) {
      const [u, v] = [line[k] - 0.3, line[k + 1] - 0.5];
      const x = (u * (1 + taper * v) + bow * v * v) * wide - slant * v;
      out.push(x - turn * v, v + sag * u * u + turn * x);
    }
    return out;
  });
}

/** Moves each point slightly; repeated points, which form a corner, move together. */
function shakePoints(random: Random, stroke: Stroke, shake: number): number[] {
  const out: number[] = [];
  let [dx, dy] = [0, 0];
  for (let k = 0; k < stroke.length; k += 2) {
    const again = k > 0 && stroke[k] === stroke[k - 2] && stroke[k + 1] === stroke[k - 1];
    if (!again) [dx, dy] = [between(random, -shake, shake), between(random, -shake, shake)];
    out.push(stroke[k] + dx, stroke[k + 1] + dy);
  }
  return out;
}

/** Strokes start and end slightly too early or too late. */
function moveEnds(stroke: number[], first: number, last: number): void {
  const end = stroke.length - 2;
  if (end < 2) return;
  moveEnd(stroke, 0, 2, first);
  moveEnd(stroke, end, end - 2, last);
}

function moveEnd(stroke: number[], at: number, next: number, by: number): void {
  const [dx, dy] = [stroke[at] - stroke[next], stroke[at + 1] - stroke[next + 1]];
  const length = Math.sqrt(dx * dx + dy * dy);
  if (length < 0.02) return;
  const fraction = Math.max(by, -length / 2) / length;
  stroke[at] += dx * fraction;
  stroke[at + 1] += dy * fraction;
}

/** A tick where a hasty pen touches or leaves the paper. */
function withTick(random: Random, stroke: readonly number[]): number[] {
  const [dx, dy] = [between(random, -0.12, 0.12), between(random, -0.1, 0.1)];
  const end = stroke.length - 2;
  if (random.below(2) === 0) return [stroke[0] + dx, stroke[1] + dy, ...stroke];
  return [...stroke, stroke[end] + dx, stroke[end + 1] + dy];
}
