/**
 * Weight layouts of PyTorch and ONNX. Images are stored here with channels last (H, W, C), there with channels first
 * (C, H, W), which affects filters and dense layers after images.
 */

import type { Shape } from '../layers/shape.ts';
import type { Conv2dSpec } from '../network/architecture.ts';

/** order[k] = the index in H, W, C order of element k in C, H, W order. */
function channelsFirstOrder({ height, width, channels }: Shape): Int32Array {
  const positions = height * width;
  return Int32Array.from(
    { length: positions * channels },
    (_, k) => (k % positions) * channels + Math.floor(k / positions),
  );
}

/** Reorders the rows of a dense layer from H, W, C to C, H, W. weights: inputs x outputs. */
export function denseToChannelsFirst(weights: Float32Array, input: Shape): Float32Array {
  const order = channelsFirstOrder(input);
  return permuteRows(weights, order.length, (k) => order[k]);
}

/** The inverse. */
export function denseFromChannelsFirst(weights: Float32Array, input: Shape): Float32Array {
  const order = channelsFirstOrder(input);
  const place = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) place[order[k]] = k;
  return permuteRows(weights, order.length, (k) => place[k]);
}

function permuteRows(weights: Float32Array, rows: number, from: (row: number) => number): Float32Array {
  const cols = weights.length / rows;
  const permuted = new Float32Array(weights.length);
  for (let row = 0; row < rows; row++) {
    permuted.set(weights.subarray(from(row) * cols, (from(row) + 1) * cols), row * cols);
  }
  return permuted;
}

type Filters = Pick<Conv2dSpec, 'filters' | 'kernel'> & { readonly input: Pick<Shape, 'channels'> };

/** From filters x rows x columns x channels to filters x channels x rows x columns. */
export function filtersToChannelsFirst(weights: Float32Array, filters: Filters): Float32Array {
  return eachFilterWeight(filters, (to, own, other) => {
    to[other] = weights[own];
  });
}

/** The inverse. */
export function filtersFromChannelsFirst(weights: Float32Array, filters: Filters): Float32Array {
  return eachFilterWeight(filters, (to, own, other) => {
    to[own] = weights[other];
  });
}

function eachFilterWeight(
  { filters, kernel: [height, width], input: { channels } }: Filters,
  copy: (to: Float32Array, own: number, other: number) => void,
): Float32Array {
  const positions = height * width;
  const to = new Float32Array(filters * positions * channels);
  for (let f = 0; f < filters; f++) {
    for (let p = 0; p < positions; p++) {
      for (let c = 0; c < channels; c++) {
        copy(to, (f * positions + p) * channels + c, (f * channels + c) * positions + p);
      }
    }
  }
  return to;
}

/** From inputs x outputs to outputs x inputs. */
export function transposed(weights: Float32Array, rows: number): Float32Array {
  const cols = weights.length / rows;
  const out = new Float32Array(weights.length);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) out[c * rows + r] = weights[r * cols + c];
  }
  return out;
}
