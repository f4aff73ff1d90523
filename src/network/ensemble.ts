/**
 * Ensembles: the mean of the probabilities of several networks (D. Cireşan, U. Meier, L. Gambardella and J.
 * Schmidhuber, Convolutional neural network committees for handwritten character classification, 2011). Networks that
 * were trained differently make different errors.
 */

import { ModelError } from '../errors.ts';
import type { Floats } from '../matrix/matrix.ts';
import type { Model } from './model.ts';

/** One network, or an ensemble. */
export type Models = Model | readonly Model[];

/** @throws RangeError if there is no model; ModelError if the models have different classes */
export function ensembleMembers(models: Models): readonly Model[] {
  const members: readonly Model[] = 'parameters' in models ? [models] : models;
  const [first] = members;
  if (first === undefined) throw new RangeError('an ensemble needs at least one model');
  const names = String(first.classNames);
  const other = members.findIndex(({ classNames }) => String(classNames) !== names);
  if (other > 0) {
    throw new ModelError(`model ${other + 1} has other classes than the first: they cannot form an ensemble`);
  }
  return members;
}

/** The elementwise mean of the members; for a single member, the member itself. */
export function averageProbabilities<T extends Floats>(members: readonly T[]): T {
  const [first, ...others] = members;
  if (others.length === 0) return first;
  const mean = first.slice() as T;
  for (let at = 0; at < mean.length; at++) {
    const sum = others.reduce((before, numbers) => before + numbers[at], mean[at]);
    mean[at] = sum / members.length;
  }
  return mean;
}
