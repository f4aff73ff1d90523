/** Scale and shift per channel or per element, and folding them into the weights of an adjacent layer. */

/** y = scale x + shift, with one value for all elements, one per channel, or one per element of an image (H, W, C). */
export interface Affine {
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

interface WeightsAndBias {
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export const identity: Affine = { scale: Float64Array.of(1), shift: Float64Array.of(0) };

const at = (numbers: Float64Array, k: number): number => numbers[k % numbers.length];

/** The composition of `first` and then `second`; null if it is the identity. */
export function composed(first: Affine, second: Affine): Affine | null {
  const length = Math.max(first.scale.length, second.scale.length);
  const scale = Float64Array.from({ length }, (_, k) => at(second.scale, k) * at(first.scale, k));
  const shift = Float64Array.from(
    { length },
    (_, k) => at(second.scale, k) * at(first.shift, k) + at(second.shift, k),
  );
  return scale.every((factor) => factor === 1) && shift.every((term) => term === 0) ? null : { scale, shift };
}

/**
 * Folds a scale and shift of the input into a dense layer: the result takes x where the original takes scale x +
 * shift.
 * @param weights inputs x outputs
 */
export function foldIntoDense({ scale, shift }: Affine, { weights, bias }: WeightsAndBias): WeightsAndBias {
  const outputs = bias.length;
  const sums = Float64Array.from(bias);
  const folded = new Float32Array(weights.length);
  for (let i = 0; i * outputs < weights.length; i++) {
    for (let o = 0; o < outputs; o++) {
      const weight = weights[i * outputs + o];
      folded[i * outputs + o] = weight * at(scale, i);
      sums[o] += weight * at(shift, i);
    }
  }
  return { weights: folded, bias: Float32Array.from(sums) };
}

/**
 * Folds a scale and shift of the input into a convolution: the result takes x where the original takes scale x +
 * shift.
 * @param weights filters x (rows x columns x channels)
 */
export function foldIntoFilters(
  { scale, shift }: Affine,
  { weights, bias }: WeightsAndBias,
  channels: number,
): WeightsAndBias {
  const window = weights.length / bias.length;
  return {
    weights: weights.map((weight, k) => weight * at(scale, k % channels)),
    bias: bias.map((value, f) => {
      let sum = value;
      for (let k = 0; k < window; k++) sum += weights[f * window + k] * at(shift, k % channels);
      return sum;
    }),
  };
}

/** Folds a scale and shift of the output into the layer. @param outputOf the output that a weight belongs to */
export function foldIntoOutputs(
  { scale, shift }: Affine,
  { weights, bias }: WeightsAndBias,
  outputOf: (weight: number) => number,
): WeightsAndBias {
  return {
    weights: weights.map((weight, k) => weight * at(scale, outputOf(k))),
    bias: bias.map((value, o) => value * at(scale, o) + at(shift, o)),
  };
}

/** The scale and shift as a separate layer: a diagonal matrix, and a bias. */
export function diagonal({ scale, shift }: Affine, size: number): WeightsAndBias {
  const weights = new Float32Array(size * size);
  for (let k = 0; k < size; k++) weights[k * size + k] = at(scale, k);
  return { weights, bias: Float32Array.from({ length: size }, (_, k) => at(shift, k)) };
}
