/** A one-line description of models for the console, instead of hundreds of thousands of numbers. */

import { inspectSymbol } from '../constants.ts';
import { formatNetwork } from './format-network.ts';
import type { Model } from './model.ts';

/** The same model, which `console.log` prints as `Model { 784-256-10, 203,530 parameters }`. */
export function described<M extends Model>(model: M): M {
  return Object.defineProperty(model, inspectSymbol, { value: () => modelLine(model), enumerable: false });
}

function modelLine({ architecture, parameters }: Model): string {
  const count = parameters.reduce((sum, { length }) => sum + length, 0);
  return `Model { ${formatNetwork(architecture)}, ${count.toLocaleString('en')} parameters }`;
}
