/** Hyperparameter search: the combinations to try, and their ranking. */

import { checkArgument, UsageError } from '../errors.ts';
import { exp, log } from '../matrix/float32.ts';
import { Random } from '../random.ts';

/** One hyperparameter: a list of values, or a range of numbers. */
export type Dimension<T> =
  | { readonly name: string; readonly values: readonly T[] }
  | {
      readonly name: string;
      readonly from: number;
      readonly to: number;
      /** Whether to sample log-uniformly instead of uniformly. */
      readonly log: boolean;
      /** Whether to round to whole numbers. */
      readonly whole: boolean;
    };

/** A value for each hyperparameter. */
export type Combination<T> = Readonly<Record<string, T | number>>;

export const MOST_TRIALS = 10_000;
/** Maximum ratio of the ends of a logarithmic range, which is computed in float32. */
const WIDEST = 1e30;

/** @throws UsageError if a range or list is empty, or a name occurs twice */
export function checkSpace<T>(space: readonly Dimension<T>[]): void {
  checkArgument(Array.isArray(space), 'space', 'an array of dimensions', space);
  const names = new Set<string>();
  for (const dimension of space) {
    const { name } = dimension;
    if (names.has(name)) throw new UsageError(`${name}: is given twice`);
    names.add(name);
    if ('values' in dimension) {
      if (dimension.values.length === 0) throw new UsageError(`${name}: there are no values to try`);
      continue;
    }
    const { from, to } = dimension;
    if (!(from < to)) throw new UsageError(`${name}: the range from ${from} to ${to} is empty`);
    if (dimension.log && from <= 0) {
      throw new UsageError(`${name}: a logarithmic range must begin above 0, not at ${from}`);
    }
    if (dimension.log && to / from > WIDEST) {
      throw new UsageError(`${name}: the range from ${from} to ${to} is too wide`);
    }
  }
}

/**
 * All combinations; the last dimension varies fastest.
 * @throws UsageError if a dimension is a range, or there are too many combinations
 */
export function allCombinations<T>(space: readonly Dimension<T>[]): Combination<T>[] {
  checkSpace(space);
  let combinations: Combination<T>[] = [{}];
  for (const dimension of space) {
    const { name } = dimension;
    if (!('values' in dimension)) {
      throw new UsageError(`${name}: a grid takes values, such as 1,2,3, not a range`);
    }
    if (combinations.length * dimension.values.length > MOST_TRIALS) {
      throw new UsageError(`the grid has more than ${MOST_TRIALS} combinations: leave some values out`);
    }
    combinations = combinations.flatMap((one) =>
      dimension.values.map((value) => ({ ...one, [name]: value })),
    );
  }
  return combinations;
}

/** Consecutive duplicates per requested combination after which the space counts as exhausted. */
const PATIENCE = 200;

/**
 * Distinct combinations sampled at random; fewer than `count` if the space has fewer. The first ones are the same
 * whatever `count` is, and the values of a dimension do not depend on the other dimensions.
 * @throws UsageError if the space is invalid
 */
export function drawCombinations<T>(
  space: readonly Dimension<T>[],
  count: number,
  seed: number,
): Combination<T>[] {
  checkSpace(space);
  const seen = new Set<string>();
  const drawn: Combination<T>[] = [];
  for (let k = 0; drawn.length < count && k < count * PATIENCE; k++) {
    const one = Object.fromEntries(
      space.map((dimension) => [
        dimension.name,
        draw(dimension, Random.stream(seed, 'search', k, dimension.name)),
      ]),
    );
    const key = JSON.stringify(one);
    if (seen.has(key)) continue;
    seen.add(key);
    drawn.push(one);
  }
  return drawn;
}

function draw<T>(dimension: Dimension<T>, random: Random): T | number {
  if ('values' in dimension) return dimension.values[random.below(dimension.values.length)];
  const { from, to, whole } = dimension;
  const fraction = random.uniform();
  const end = whole ? to + 1 : to;
  const value = dimension.log
    ? from * exp(Math.fround(fraction * log(Math.fround(end / from))))
    : from + fraction * (end - from);
  const rounded = whole
    ? Math.floor(value)
    : dimension.log
      ? Number(value.toPrecision(4))
      : rounding(value, to - from);
  return Math.min(to, Math.max(from, rounded));
}

/** Rounds to four digits relative to the range, for readability. */
function rounding(value: number, span: number): number {
  const exponent = Number(span.toExponential().split('e')[1]);
  return Number(value.toFixed(Math.min(100, Math.max(0, 3 - exponent))));
}

/** The results of a trained network, for comparison with others on the same validation images. */
export interface Score {
  readonly trial: number;
  readonly validationAccuracy: number;
  readonly validationLoss: number;
}

/** Best first: by accuracy, then by loss, then by trial number. */
export function ranked<S extends Score>(scores: readonly S[]): S[] {
  checkArgument(Array.isArray(scores), 'scores', 'an array', scores);
  return [...scores].sort(
    (a, b) =>
      b.validationAccuracy - a.validationAccuracy || a.validationLoss - b.validationLoss || a.trial - b.trial,
  );
}
