/** The axes of a search: the position of values, from 0 at the bottom to 1 at the top, and their ticks. */

import { log } from '../../matrix/float32.ts';

export interface Axis {
  readonly name: string;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Null if the trial has no such value. */
  place(value: string | number | undefined): number | null;
}

/** With more distinct numbers than this, the axis has a scale instead of a tick per value. */
const MOST_TICKS = 6;
/** Minimum ratio of the largest to the smallest value for a logarithmic scale. */
const WIDE = 20;

/**
 * The axis for the values of the trials: numbers on a scale, logarithmic for a wide range; other values one above
 * another.
 */
export function axisOf(name: string, values: readonly (string | number)[]): Axis {
  const numbers = values.filter((value) => typeof value === 'number');
  if (numbers.length < values.length || numbers.length === 0) return wordAxis(name, values);
  const [least, most] = [Math.min, Math.max].map((choose) => numbers.reduce((a, b) => choose(a, b)));
  const scale = least > 0 && most / least >= WIDE ? logarithm : (value: number): number => value;
  const [from, to] = [scale(least), scale(most)];
  const place = (value: number): number => (to === from ? 0.5 : (scale(value) - from) / (to - from));
  const different = [...new Set(numbers)].sort((a, b) => a - b);
  const middle = scale === logarithm ? Math.sqrt(least * most) : (least + most) / 2;
  const named = different.length <= MOST_TICKS ? different : [least, middle, most];
  return {
    name,
    ticks: named.map((value) => ({ at: place(value), text: String(Number(value.toPrecision(3))) })),
    place: (value) => (typeof value === 'number' ? place(value) : null),
  };
}

/** The axis of accuracies, finer towards 100%, because errors of 1% and 2% differ as much as those of 10% and 20%. */
export function accuracyAxis(name: string, accuracies: readonly number[]): Axis {
  const scale = (accuracy: number): number => -logarithm(Math.max(1 - accuracy, LEAST_ERROR));
  const [least, most] = [Math.min, Math.max].map((choose) =>
    accuracies.reduce((a, b) => choose(a, b), accuracies[0] ?? 0),
  );
  const [from, to] = [scale(least), scale(most)];
  const place = (value: number): number => (to === from ? 1 : (scale(value) - from) / (to - from));
  const ends = accuracies.length === 0 ? [] : least === most ? [most] : [least, most];
  const between = ROUND.filter((accuracy) =>
    ends.every((end) => Math.abs(place(accuracy) - place(end)) > 0.12),
  );
  const inside = between.filter((accuracy) => accuracy > least && accuracy < most);
  return {
    name,
    ticks: [...ends, ...inside].map((value) => ({
      at: place(value),
      text: `${Number((100 * value).toFixed(2))}%`,
    })),
    place: (value) => (typeof value === 'number' ? place(value) : null),
  };
}

const ROUND = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998] as const;
const LEAST_ERROR = 1e-5;

function logarithm(value: number): number {
  return log(Math.fround(value));
}

function wordAxis(name: string, values: readonly (string | number)[]): Axis {
  const words = [...new Set(values.map(String))].sort();
  const place = (word: string): number => (words.length < 2 ? 0.5 : words.indexOf(word) / (words.length - 1));
  const step = Math.ceil(words.length / MOST_WORDS);
  return {
    name,
    ticks: words.filter((_, n) => n % step === 0).map((word) => ({ at: place(word), text: word })),
    place: (value) => (value === undefined ? null : place(String(value))),
  };
}

const MOST_WORDS = 12;
