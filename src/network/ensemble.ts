/**
 * Ensembles: the mean of the probabilities of several networks (D. Cireşan, U. Meier, L. Gambardella and J.
 * Schmidhuber, Convolutional neural network committees for handwritten character classification, 2011). Networks that
 * were trained differently make different errors.
 */

import { ModelError } from '../errors.ts';
import type { Floats } from '../matrix/matrix.ts';
import { checkModel, type Model } from './model.ts';

/** One network, or an ensemble. */
export type Models = Model | readonly Model[];

/**
 * @throws UsageError if one of them is no model; RangeError if there is none; ModelError if the models have different
 *   classes
 */
export function ensembleMembers(models: Models): readonly Model[] {
  const members: readonly Model[] = isEnsemble(models) ? models : [models];
  if (members.length === 0) throw new RangeError('an ensemble needs at least one model');
  for (const member of members) checkModel(member);
  const [first] = members;
  const names = String(first.classNames);
  const other = members.findIndex(({ classNames }) => String(classNames) !== names);
  if (other > 0) {
    throw new ModelError(`model ${other + 1} has other classes than the first: they cannot form an ensemble`);
  }
  return members;
}

function isEnsemble(models: Models): models is readonly Model[] {
  return Array.isArray(models);
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
