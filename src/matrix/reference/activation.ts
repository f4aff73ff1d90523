/** Activations and their backward passes, element by element. */

import { mix32 } from '../../random.ts';
import type { ActivationKernel } from '../activations.ts';
import type { Matrix } from '../matrix.ts';
import type { Arithmetic } from './arithmetic.ts';

/** out = max(z, 0). */
function relu(_: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  for (let k = 0; k < size; k++) out.data[k] = z.data[k] > 0 ? z.data[k] : 0;
}

/** dZ = dOut where out > 0, else 0. */
function reluBackward(_: Arithmetic, dZ: Matrix, dOut: Matrix, out: Matrix): void {
  const size = out.rows * out.cols;
  for (let k = 0; k < size; k++) dZ.data[k] = out.data[k] > 0 ? dOut.data[k] : 0;
}

/** out = 1 / (1 + e^-z). */
function sigmoid({ round, exp }: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  for (let k = 0; k < size; k++) out.data[k] = round(1 / round(1 + exp(-z.data[k])));
}

/** dZ = dOut out (1 - out). */
function sigmoidBackward({ round }: Arithmetic, dZ: Matrix, dOut: Matrix, out: Matrix): void {
  const size = out.rows * out.cols;
  for (let k = 0; k < size; k++) {
    const y = out.data[k];
    dZ.data[k] = round(dOut.data[k] * round(y * round(1 - y)));
  }
}

/** out = tanh z. */
function tanh({ tanh }: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  for (let k = 0; k < size; k++) out.data[k] = tanh(z.data[k]);
}

/** dZ = dOut (1 - out out). */
function tanhBackward({ round }: Arithmetic, dZ: Matrix, dOut: Matrix, out: Matrix): void {
  const size = out.rows * out.cols;
  for (let k = 0; k < size; k++) {
    const y = out.data[k];
    dZ.data[k] = round(dOut.data[k] * round(1 - round(y * y)));
  }
}

/** out = z where z > 0, else slope z. */
function leakyRelu({ round }: Arithmetic, out: Matrix, z: Matrix, slope: number): void {
  const size = z.rows * z.cols;
  const factor = round(slope);
  for (let k = 0; k < size; k++) out.data[k] = z.data[k] > 0 ? z.data[k] : round(factor * z.data[k]);
}

/** dZ = dOut where out > 0, else slope dOut. */
function leakyReluBackward(
  { round }: Arithmetic,
  dZ: Matrix,
  dOut: Matrix,
  out: Matrix,
  slope: number,
): void {
  const size = out.rows * out.cols;
  const factor = round(slope);
  for (let k = 0; k < size; k++) {
    dZ.data[k] = out.data[k] > 0 ? dOut.data[k] : round(factor * dOut.data[k]);
  }
}

/** sqrt(8/pi), the factor of z in GELU, and 0.044715, the factor of z^3. */
const GELU_LINEAR = Math.sqrt(8 / Math.PI);
const GELU_CUBIC = 0.044715 * GELU_LINEAR;
/** Beyond this the sigmoid of GELU is 1, or practically 0. */
const GELU_LIMIT = 9.875;

/** out = z / (1 + e^-v) with v = sqrt(8/pi) (z + 0.044715 z^3). */
function gelu({ round, exp }: Arithmetic, out: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  const [linear, cubic] = [round(GELU_LINEAR), round(GELU_CUBIC)];
  for (let k = 0; k < size; k++) {
    const x = Math.min(Math.max(z.data[k], -GELU_LIMIT), GELU_LIMIT);
    const v = round(x * round(round(round(x * x) * cubic) + linear));
    out.data[k] = round(z.data[k] * round(1 / round(1 + exp(-v))));
  }
}

/** dZ = dOut (s + z s (1 - s) v') with s = 1 / (1 + e^-v) and v' = sqrt(8/pi) (1 + 3 0.044715 z^2). */
function geluBackward({ round, exp }: Arithmetic, dZ: Matrix, dOut: Matrix, z: Matrix): void {
  const size = z.rows * z.cols;
  const [linear, cubic, slope] = [round(GELU_LINEAR), round(GELU_CUBIC), round(3 * GELU_CUBIC)];
  for (let k = 0; k < size; k++) {
    const x = Math.min(Math.max(z.data[k], -GELU_LIMIT), GELU_LIMIT);
    const square = round(x * x);
    const v = round(x * round(round(square * cubic) + linear));
    const s = round(1 / round(1 + exp(-v)));
    const rise = round(round(x * round(s * round(1 - s))) * round(round(square * slope) + linear));
    dZ.data[k] = round(dOut.data[k] * round(s + rise));
  }
}

interface Activation {
  forward(arithmetic: Arithmetic, out: Matrix, z: Matrix, slope: number): void;
  backward(arithmetic: Arithmetic, dZ: Matrix, dOut: Matrix, saved: Matrix, slope: number): void;
}

/** By their names in `../activations.ts`. */
export const activations: Readonly<Record<ActivationKernel, Activation>> = {
  relu: { forward: relu, backward: reluBackward },
  sigmoid: { forward: sigmoid, backward: sigmoidBackward },
  tanh: { forward: tanh, backward: tanhBackward },
  leakyRelu: { forward: leakyRelu, backward: leakyReluBackward },
  gelu: { forward: gelu, backward: geluBackward },
};

/** out[n] = e^((z[n] - max) / temperature) / sum of those, added in ascending order. */
export function softmax({ round, exp }: Arithmetic, out: Matrix, z: Matrix, temperature: number): void {
  const [N, C] = [z.rows, z.cols];
  const divisor = round(temperature);
  for (let n = 0; n < N; n++) {
    const row = n * C;
    let max = z.data[row];
    for (let c = 1; c < C; c++) if (z.data[row + c] > max) max = z.data[row + c];
    let sum = 0;
    for (let c = 0; c < C; c++) {
      const e = exp(round(round(z.data[row + c] - max) / divisor));
      out.data[row + c] = e;
      sum = round(sum + e);
    }
    for (let c = 0; c < C; c++) out.data[row + c] = round(out.data[row + c] / sum);
  }
}

/** Inverted dropout: out = x / (1 - rate) if kept, else 0. `rate` and 1 / (1 - rate) are rounded once. */
export function dropout({ round }: Arithmetic, out: Matrix, x: Matrix, key: number, rate: number): void {
  const size = x.rows * x.cols;
  const threshold = Math.floor(rate * 2 ** 32);
  const scale = round(1 / round(1 - rate));
  for (let k = 0; k < size; k++) {
    out.data[k] = mix32(mix32(k) ^ key) >= threshold ? round(x.data[k] * scale) : 0;
  }
}
