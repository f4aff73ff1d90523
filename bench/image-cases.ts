/** Benchmark cases for convolution and pooling, with batches of 64. */

import { DENSE_PANEL, type Matrix, SPARSE_PANEL } from '../dist/matrix/matrix.js';
import { loadEmbedded } from '../dist/node/dataset/embedded.js';
import { fill, type Make, make } from './kernel-cases.ts';

const N = 64;

/**
 * The convolutions of `conv 8 5x5, relu, maxpool 2, conv 16 5x5, relu, maxpool 2, dense 128, relu, dense 10`, and those of
 * the bundled model.
 */
const windows = {
  conv1: { height: 28, width: 28, channels: 1, windowHeight: 5, windowWidth: 5, stride: 1 },
  pool1: { height: 24, width: 24, channels: 8, windowHeight: 2, windowWidth: 2, stride: 2 },
  conv2: { height: 12, width: 12, channels: 8, windowHeight: 5, windowWidth: 5, stride: 1 },
  deep1: { height: 28, width: 28, channels: 1, windowHeight: 3, windowWidth: 3, stride: 1 },
  deep2: { height: 26, width: 26, channels: 24, windowHeight: 3, windowWidth: 3, stride: 1 },
  deep3: { height: 12, width: 12, channels: 24, windowHeight: 3, windowWidth: 3, stride: 1 },
  deep4: { height: 10, width: 10, channels: 48, windowHeight: 3, windowWidth: 3, stride: 1 },
} as const;
const filters = { conv1: 8, conv2: 16, deep1: 24, deep2: 24, deep3: 48, deep4: 48 } as const;

/** One in eight output gradients of a convolution is non-zero after max pooling and ReLU, one in two after ReLU alone. */
const kept = { conv1: 8, conv2: 8, deep1: 2, deep2: 8, deep3: 2, deep4: 8 } as const;

/** Keeps one value in `kept` and sets the others to zero. */
function thinned(operand: Matrix, kept: number): Matrix {
  const numbers = fill(operand).copyOut();
  operand.copyIn(numbers.map((value, k) => ((Math.imul(k, 0x9e3779b1) >>> 29) % kept === 0 ? value : 0)));
  return operand;
}

/** The input of a convolution: digits, or activations of which ReLU made half zero. */
function seenBy(layer: keyof typeof filters, x: Matrix): Matrix {
  if (windows[layer].channels > 1) return thinned(x, 2);
  x.copyIn(
    Float32Array.from(loadEmbedded().train!.images.subarray(0, x.rows * x.cols), (byte) => byte / 255),
  );
  return x;
}

function convolution(
  layer: keyof typeof filters,
  name: 'conv2d' | 'conv2dInputGradient' | 'conv2dPartialGradients',
): Make {
  const seen = windows[layer];
  const [F, K] = [filters[layer], seen.windowHeight * seen.windowWidth * seen.channels];
  const positions = (seen.height - seen.windowHeight + 1) * (seen.width - seen.windowWidth + 1);
  const [P, Q] = [seen.height * seen.width * seen.channels, positions * F];
  const shape = `${N}x${seen.height}x${seen.width}x${seen.channels} * ${F}x${seen.windowHeight}x${seen.windowWidth}`;
  const input = seen.channels > 1 ? '1/2' : 'digits';
  return make(name, name === 'conv2d' ? `${shape}, ${input}` : `${shape}, 1/${kept[layer]}`, (k) => {
    const x = seenBy(layer, k.matrix(N, P));
    const out = name === 'conv2d' ? k.matrix(N, Q) : thinned(k.matrix(N, Q), kept[layer]);
    const width = seen.channels > 1 ? SPARSE_PANEL : DENSE_PANEL; // as layers/conv2d.ts has them
    const [w, b, rows] = [fill(k.panels(K, F, width)), fill(k.matrix(1, F)), fill(k.panels(F, K, K))];
    const [dX, partial] = [k.matrix(N, P), k.matrix(N / 8, F * (K + 1))];
    const calls = {
      conv2d: () => k.conv2d(out, x, w, b, seen),
      conv2dInputGradient: () => k.conv2dInputGradient(dX, out, rows, seen),
      conv2dPartialGradients: () => k.conv2dPartialGradients(partial, x, out, seen),
    };
    const output = { conv2d: out, conv2dInputGradient: dX, conv2dPartialGradients: partial }[name];
    const nonZero = name === 'conv2d' ? density(x) : 1 / kept[layer];
    const [flops, numbers] = [2 * N * Q * K * nonZero, N * (P + Q) + F * K];
    return { output, call: calls[name], flops, numbers, repeat: 1 };
  });
}

function density(x: Matrix): number {
  const numbers = x.copyOut();
  return numbers.filter((value) => value !== 0).length / numbers.length;
}

function pooling(name: 'maxPool2d' | 'maxPool2dBackward'): Make {
  const seen = windows.pool1;
  const [P, Q] = [seen.height * seen.width * seen.channels, 12 * 12 * seen.channels];
  return make(name, `${N}x24x24x8, 2x2`, (k) => {
    const [x, dX, out, dOut] = [fill(k.matrix(N, P)), k.matrix(N, P), k.matrix(N, Q), fill(k.matrix(N, Q))];
    const indices = k.integers(N * Q);
    k.maxPool2d(out, indices, x, seen);
    const forward = name === 'maxPool2d';
    const call = forward
      ? () => k.maxPool2d(out, indices, x, seen)
      : () => k.maxPool2dBackward(dX, dOut, indices, seen);
    return { output: forward ? out : dX, call, flops: 0, numbers: N * (P + 2 * Q), repeat: 1 };
  });
}

export const imageCases: readonly Make[] = [
  convolution('conv1', 'conv2d'),
  convolution('conv2', 'conv2d'),
  convolution('conv2', 'conv2dInputGradient'),
  convolution('conv1', 'conv2dPartialGradients'),
  convolution('conv2', 'conv2dPartialGradients'),
  convolution('deep1', 'conv2d'),
  convolution('deep2', 'conv2d'),
  convolution('deep3', 'conv2d'),
  convolution('deep4', 'conv2d'),
  convolution('deep2', 'conv2dInputGradient'),
  convolution('deep3', 'conv2dInputGradient'),
  convolution('deep4', 'conv2dInputGradient'),
  convolution('deep1', 'conv2dPartialGradients'),
  convolution('deep2', 'conv2dPartialGradients'),
  convolution('deep3', 'conv2dPartialGradients'),
  convolution('deep4', 'conv2dPartialGradients'),
  pooling('maxPool2d'),
  pooling('maxPool2dBackward'),
];
