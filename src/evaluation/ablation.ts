/**
 * Ablation: networks with some of their neurons disabled, to measure how much a prediction depends on them (R. Meyes,
 * M. Lu, C. Waubert de Puiseau and T. Meisen, "Ablation studies in artificial neural networks", 2019).
 */

import { UsageError } from '../errors.ts';
import { checkModel, type Model } from '../network/model.ts';
import { weightShapeOf } from '../network/model-size.ts';
import { Random } from '../random.ts';

/**
 * The model with this fraction of the units of each hidden layer (neurons, or filters) fixed at the value of their
 * activation function at 0. The units are chosen by the seed, and those of a smaller fraction are a subset of those
 * of a larger one.
 * @param fraction 0 to 1
 * @throws UsageError if the fraction is out of range
 */
export function ablate(model: Model, fraction: number, seed: number): Model {
  checkModel(model);
  if (!(fraction >= 0 && fraction <= 1))
    throw new UsageError(`fraction: must be from 0 to 1, got ${fraction}`);
  const { architecture } = model;
  const parameters = [...model.parameters];
  const last = architecture.findLastIndex((layer) => weightShapeOf(layer) !== null);
  let at = 0;
  for (let place = 0; place < last; place++) {
    const layer = architecture[place];
    const shape = weightShapeOf(layer);
    if (shape === null) continue;
    const weights = parameters[at].slice();
    const bias = parameters[at + 1].slice();
    const units = shape.biases;
    for (const unit of orderOf(units, seed, place).subarray(0, Math.round(fraction * units))) {
      bias[unit] = 0;
      if (layer.kind === 'conv2d') weights.fill(0, unit * shape.cols, (unit + 1) * shape.cols);
      else for (let row = 0; row < shape.rows; row++) weights[row * shape.cols + unit] = 0;
    }
    parameters[at] = weights;
    parameters[at + 1] = bias;
    at += 2;
  }
  return { ...model, parameters };
}

/** The units of a layer in the order in which they are disabled. */
function orderOf(units: number, seed: number, place: number): Int32Array {
  const order = Int32Array.from({ length: units }, (_, unit) => unit);
  Random.stream(seed, 'ablation', place).shuffle(order);
  return order;
}
