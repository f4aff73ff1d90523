/**
 * Quantizes weights to integers from -127 to 127 times a scale per output, such that the largest weight of each
 * output is exact (R. Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference: a whitepaper",
 * 2018, symmetric, per channel). Biases and activations remain float32.
 */

import type { Model } from '../network/model.ts';
import { weightedLayers } from './weighted-layers.ts';

export interface Quantized {
  /** In the order of the weights. */
  readonly values: Int8Array;
  /** One per output of a dense layer, or filter of a convolution. */
  readonly scales: Float32Array;
}

const LARGEST = 127;

/**
 * @param outputOf the output that the weight at an index belongs to
 * @param outputs number of outputs
 */
export function quantize(
  weights: Float32Array,
  outputs: number,
  outputOf: (place: number) => number,
): Quantized {
  const largest = new Float32Array(outputs);
  for (let k = 0; k < weights.length; k++) {
    const o = outputOf(k);
    largest[o] = Math.max(largest[o], Math.abs(weights[k]));
  }
  const scales = largest.map((size) => size / LARGEST);
  const values = Int8Array.from(weights, (weight, k) => {
    const scale = scales[outputOf(k)];
    return scale === 0 ? 0 : Math.max(-LARGEST, Math.min(LARGEST, Math.round(weight / scale)));
  });
  return { values, scales };
}

/** The model with dequantized weights, to measure the loss of accuracy. */
export function quantizedModel(model: Model): Model {
  const parameters = weightedLayers(model).flatMap(({ spec, weights, bias, outputs }) => {
    if (spec.kind !== 'dense' && spec.kind !== 'conv2d') return [];
    const [count, outputOf] =
      spec.kind === 'dense'
        ? [outputs, (k: number) => k % outputs]
        : [spec.filters, (k: number) => Math.floor(k / (weights.length / spec.filters))];
    const { values, scales } = quantize(weights, count, outputOf);
    return [weights.map((_, k) => values[k] * scales[outputOf(k)]), bias];
  });
  return { ...model, parameters };
}
