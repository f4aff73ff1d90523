/**
 * A second, independent implementation of the kernels: one output element at a time, without skipping zeros, weights
 * row-major. All take and return plain arrays. Symbols as in `kernels.ts`.
 */

import { exp, tanh as hyperbolic, log, sigmoid as logistic } from '../../src/matrix/float32.ts';
import { floatsOf } from './typed-arrays.ts';

type Numbers = ArrayLike<number>;
const f = Math.fround;

/** An array of `rows` x `cols`, from a function of the position. */
function table(rows: number, cols: number, element: (row: number, col: number) => number): Float32Array {
  return floatsOf(rows * cols, (k) => element(Math.floor(k / cols), k % cols));
}

/** start + the terms, added in ascending order and rounded after each addition. */
function accumulate(start: number, count: number, term: (k: number) => number): number {
  let sum = f(start);
  for (let k = 0; k < count; k++) sum = f(sum + term(k));
  return sum;
}

export function affine(N: number, I: number, O: number, x: Numbers, w: Numbers, b: Numbers): Float32Array {
  return table(N, O, (n, o) => accumulate(b[o] + 0, I, (i) => f(x[n * I + i] * w[i * O + o])));
}

export function matmul(N: number, I: number, O: number, a: Numbers, b: Numbers): Float32Array {
  return table(N, O, (n, o) => accumulate(0, I, (i) => f(a[n * I + i] * b[i * O + o])));
}

export function weightGradient(N: number, I: number, O: number, x: Numbers, dOut: Numbers): Float32Array {
  return table(I, O, (i, o) => accumulate(0, N, (n) => f(x[n * I + i] * dOut[n * O + o])));
}

export function columnSums(N: number, O: number, a: Numbers): Float32Array {
  return table(1, O, (_, o) => accumulate(0, N, (n) => a[n * O + o]));
}

export function transpose(I: number, C: number, a: Numbers): Float32Array {
  return table(C, I, (c, i) => a[i * C + c]);
}

/** NaN counts as not positive. */
export function relu(z: Numbers): Float32Array {
  return Float32Array.from(z, (value) => (value > 0 ? value : 0));
}

export function reluBackward(dOut: Numbers, out: Numbers): Float32Array {
  return Float32Array.from(out, (value, k) => (value > 0 ? dOut[k] : 0));
}

export function sigmoid(z: Numbers): Float32Array {
  return Float32Array.from(z, (value) => 1 / f(1 + exp(-value)));
}

export function sigmoidBackward(dOut: Numbers, out: Numbers): Float32Array {
  return Float32Array.from(out, (y, k) => dOut[k] * f(y * f(1 - y)));
}

export function tanh(z: Numbers): Float32Array {
  return Float32Array.from(z, hyperbolic);
}

export function tanhBackward(dOut: Numbers, out: Numbers): Float32Array {
  return Float32Array.from(out, (y, k) => dOut[k] * f(1 - f(y * y)));
}

/** Values that are not positive are multiplied by the slope. */
export function leakyRelu(z: Numbers, slope: number): Float32Array {
  return Float32Array.from(z, (value) => value * (value > 0 ? 1 : f(slope)));
}

export function leakyReluBackward(dOut: Numbers, out: Numbers, slope: number): Float32Array {
  return Float32Array.from(out, (value, k) => dOut[k] * (value > 0 ? 1 : f(slope)));
}

/** The gate of GELU, the derivative v' of its argument, and z clamped to its limits. */
function gate(z: number): { x: number; s: number; rise: number } {
  const [a, b] = [Math.sqrt(8 / Math.PI), 0.044715 * Math.sqrt(8 / Math.PI)];
  const x = Number.isNaN(z) ? z : Math.abs(z) > 9.875 ? Math.sign(z) * 9.875 : z;
  const square = f(x * x);
  const s = logistic(f(x * f(f(square * f(b)) + f(a))));
  return { x, s, rise: f(f(square * f(3 * b)) + f(a)) };
}

export function gelu(z: Numbers): Float32Array {
  return Float32Array.from(z, (value) => value * gate(value).s);
}

export function geluBackward(dOut: Numbers, z: Numbers): Float32Array {
  return Float32Array.from(z, (value, k) => {
    const { x, s, rise } = gate(value);
    return dOut[k] * f(s + f(f(x * f(s * f(1 - s))) * rise));
  });
}

function shifted(
  C: number,
  n: number,
  z: Numbers,
  temperature = 1,
): {
  differences: number[];
  powers: number[];
  sum: number;
} {
  const row = Array.from({ length: C }, (_, c) => z[n * C + c]);
  const max = row.reduce((a, b) => Math.max(a, b));
  const differences = row.map((value) => f(value - max));
  const powers = differences.map((difference) => exp(f(difference / f(temperature))));
  return { differences, powers, sum: accumulate(0, C, (c) => powers[c]) };
}

export function softmax(N: number, C: number, z: Numbers, temperature: number): Float32Array {
  const rows = Array.from({ length: N }, (_, n) => shifted(C, n, z, temperature));
  return table(N, C, (n, c) => rows[n].powers[c] / rows[n].sum);
}

export function softmaxCrossEntropy(
  N: number,
  C: number,
  z: Numbers,
  labels: Numbers,
  smoothing = 0,
): { dZ: Float32Array; losses: Float32Array } {
  const rows = Array.from({ length: N }, (_, n) => shifted(C, n, z));
  const s = f(smoothing);
  return {
    losses: Float32Array.from(rows, ({ differences, sum }, n) => {
      const mean = f(accumulate(0, C, (c) => differences[c]) / C);
      if (labels[n] === C) return log(sum) - mean;
      const hit = differences[labels[n]];
      return log(sum) - (smoothing === 0 ? hit : f(f(f(1 - s) * hit) + f(s * mean)));
    }),
    dZ: table(N, C, (n, c) => {
      const p = f(rows[n].powers[c] / rows[n].sum);
      if (labels[n] === C) return f(p - f(1 / C)) / N;
      const off = f(s / C);
      return f(p - (labels[n] === c ? f(f(1 - s) + off) : off)) / N;
    }),
  };
}

type LossNumbers = { dZ: Float32Array; losses: Float32Array };

export function sigmoidSquaredError(N: number, C: number, z: Numbers, labels: Numbers): LossNumbers {
  const y = sigmoid(z);
  const errors = table(N, C, (n, c) => y[n * C + c] - (labels[n] === c ? 1 : 0));
  return {
    losses: table(N, 1, (n) => accumulate(0, C, (c) => f(errors[n * C + c] ** 2)) / 2),
    dZ: errors.map((error, k) => f(error * f(y[k] * f(1 - y[k]))) / N),
  };
}

export function sigmoidCrossEntropy(N: number, C: number, z: Numbers, labels: Numbers): LossNumbers {
  const y = sigmoid(z);
  const softplus = (x: number): number => f((x > 0 ? x : 0) + log(f(1 + exp(-Math.abs(x)))));
  return {
    losses: table(N, 1, (n) =>
      accumulate(0, C, (c) => softplus(labels[n] === c ? -z[n * C + c] : z[n * C + c])),
    ),
    dZ: table(N, C, (n, c) => f(y[n * C + c] - (labels[n] === c ? 1 : 0)) / N),
  };
}

/** C. Wellons' low-bias hash in arbitrary precision, which avoids 32-bit arithmetic. */
function hash(value: bigint): bigint {
  const word = (x: bigint): bigint => BigInt.asUintN(32, x);
  let x = word(value);
  x = word((x ^ (x >> 16n)) * 0x21f0aaadn);
  x = word((x ^ (x >> 15n)) * 0xd35a2d97n);
  return x ^ (x >> 15n);
}

export function dropout(x: Numbers, key: number, rate: number): Float32Array {
  const threshold = BigInt(Math.floor(rate * 2 ** 32));
  const scale = f(1 / f(1 - rate));
  return Float32Array.from(x, (value, k) =>
    hash(hash(BigInt(k)) ^ BigInt(key)) >= threshold ? value * scale : 0,
  );
}

const withDecay = (w: Numbers, dW: Numbers, decay: number): Float32Array =>
  Float32Array.from(dW, (g, k) => (decay === 0 ? g : g + f(f(decay) * w[k])));

/** Optimizer state below 1e-30 counts as zero. */
const flush = (x: number): number => (f(Math.abs(x)) < f(1e-30) ? 0 : x);

export function sgd(w: Numbers, dW: Numbers, lr: number, decay: number): Float32Array {
  return withDecay(w, dW, decay).map((g, k) => w[k] - f(f(lr) * g));
}

export function momentum(
  [w, v, dW]: readonly Numbers[],
  lr: number,
  mu: number,
  decay: number,
): { w: Float32Array; v: Float32Array } {
  const next = withDecay(w, dW, decay).map((g, k) => flush(f(f(f(mu) * v[k]) + g)));
  return { v: next, w: next.map((velocity, k) => w[k] - f(f(lr) * velocity)) };
}

export interface AdamNumbers {
  readonly stepSize: number;
  readonly rootScale: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly decay: number;
}

export function adam(
  [w, m, v, dW]: readonly Numbers[],
  { stepSize, rootScale, beta1, beta2, epsilon, decay }: AdamNumbers,
): { w: Float32Array; m: Float32Array; v: Float32Array } {
  const g = withDecay(w, dW, decay);
  const mean = g.map((value, k) => flush(f(m[k] + f(f(1 - beta1) * f(value - m[k])))));
  const square = g.map((value, k) => flush(f(f(f(beta2) * v[k]) + f(f(1 - beta2) * f(value * value)))));
  const root = square.map((value) => f(f(rootScale) * f(Math.sqrt(value))) + f(epsilon));
  return { m: mean, v: square, w: mean.map((value, k) => w[k] - f(f(f(stepSize) * value) / root[k])) };
}

export function nesterov(
  [w, v, dW]: readonly Numbers[],
  lr: number,
  mu: number,
  decay: number,
): { w: Float32Array; v: Float32Array } {
  const g = withDecay(w, dW, decay);
  const next = g.map((value, k) => flush(f(f(f(mu) * v[k]) + value)));
  return { v: next, w: next.map((velocity, k) => w[k] - f(f(lr) * f(g[k] + f(f(mu) * velocity)))) };
}

export interface RmspropNumbers {
  readonly lr: number;
  readonly rho: number;
  readonly epsilon: number;
  readonly decay: number;
}

export function rmsprop(
  [w, v, dW]: readonly Numbers[],
  { lr, rho, epsilon, decay }: RmspropNumbers,
): { w: Float32Array; v: Float32Array } {
  const g = withDecay(w, dW, decay);
  const square = g.map((value, k) => flush(f(f(f(rho) * v[k]) + f(f(1 - rho) * f(value * value)))));
  return {
    v: square,
    w: square.map((value, k) => w[k] - f(f(f(lr) * g[k]) / f(f(Math.sqrt(value)) + f(epsilon)))),
  };
}

export function scale(w: Numbers, factor: number): Float32Array {
  return Float32Array.from(w, (value) => value * f(factor));
}

export function lerp(average: Numbers, w: Numbers, fraction: number): Float32Array {
  return Float32Array.from(average, (value, k) => value + f(f(fraction) * f(w[k] - value)));
}

export function addL1Gradient(dW: Numbers, w: Numbers, rate: number): Float32Array {
  return Float32Array.from(dW, (value, k) => value + (w[k] === 0 ? 0 : f(rate) * Math.sign(w[k])));
}

export function columnSquares(I: number, O: number, w: Numbers): Float32Array {
  return Float32Array.from({ length: O }, (_, o) => {
    let sum = 0;
    for (let i = 0; i < I; i++) sum = f(sum + f(w[i * O + o] * w[i * O + o]));
    return sum;
  });
}
