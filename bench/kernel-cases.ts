/** Benchmark cases with the sizes of 784-128-10 in batches of 64, and of an 800x800 layer in batches of 128. */

import type { Kernels } from '../dist/matrix/kernels.js';
import { type Matrix, type Panels, SPARSE_PANEL } from '../dist/matrix/matrix.js';
import { loadEmbedded } from '../dist/node/dataset/embedded.js';

export interface BenchCase {
  readonly name: string;
  readonly shape: string;
  /** Floating-point operations per call. */
  readonly flops: () => number;
  readonly bytes: number;
  /** Calls per measurement, so that the resolution of the clock does not matter for small kernels. */
  readonly repeat: number;
  /** Batches per measurement, in turns, as in training: a branch predictor would learn a single one. */
  readonly batches: number;
  /** The output of the kernel. */
  readonly output: Matrix | Panels;
  readonly prepare: (turn: number) => void;
  readonly call: () => void;
  readonly finish: () => void;
}

export type Make = (kernels: Kernels) => BenchCase;

const I = 784;
const H = 128;
const C = 10;
const N = 64;
const BATCHES = 16;

/** Operations per element: e^x counts as 22. */
const EXP = 22;
const FLOAT = 4;

/** Fills with numbers from -0.5 to 0.5, the same for every backend. */
export function fill<T extends Matrix | Panels>(operand: T): T {
  let state = operand.rows * 31 + operand.cols;
  const numbers = Array.from({ length: operand.rows * operand.cols }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.fround(state / 2 ** 32 - 0.5);
  });
  operand.copyIn(numbers);
  return operand;
}

/** Kernels of the first layer, on batches of real digits. */
function sparse(name: 'sparseAffine' | 'sparseWeightGradient'): Make {
  return (k) => {
    const { images, count } = loadEmbedded().train!;
    const order = k.integers(count);
    for (let n = 0; n < count; n++) order[n] = n;
    const adopted = k.adopt(images, I);
    const x = k.sparseRows(N, I);
    const w = fill(k.panels(I, H, SPARSE_PANEL));
    const b = fill(k.matrix(1, H));
    const out = fill(k.matrix(N, H));
    const dW = k.panels(I, H, SPARSE_PANEL);
    let ink = 0;
    for (const pixel of images.subarray(0, BATCHES * N * I)) if (pixel !== 0) ink++;
    ink /= BATCHES;
    const forward = name === 'sparseAffine';
    return {
      name,
      shape: `${N}x${I} . ${I}x${H}`,
      flops: () => 2 * ink * H,
      bytes: FLOAT * (ink + I * H + N * H),
      repeat: 1,
      batches: BATCHES,
      output: forward ? out : dW,
      prepare: (turn) => k.gather(x, adopted, order, turn * N),
      call: forward ? () => k.sparseAffine(out, x, w, b) : () => k.sparseWeightGradient(dW, x, out),
      finish: () => k.finish(),
    };
  };
}

interface Parts {
  readonly output: Matrix | Panels;
  readonly call: () => void;
  readonly flops: number;
  /** Number of values read and written. */
  readonly numbers: number;
  readonly repeat?: number;
}

export function make(name: string, shape: string, parts: (k: Kernels) => Parts): Make {
  return (k) => {
    const { output, call, flops, numbers, repeat = 8 } = parts(k);
    return {
      name,
      shape,
      flops: () => flops,
      bytes: FLOAT * numbers,
      repeat,
      batches: 1,
      output,
      prepare: () => {},
      call,
      finish: () => k.finish(),
    };
  };
}

/** out = x w + b; dX = dOut w^T is the same product with other sizes. */
function affine(n: number, i: number, o: number): Make {
  return make('affine', `${n}x${i} . ${i}x${o}`, (k) => {
    const out = k.matrix(n, o);
    const x = fill(k.matrix(n, i));
    const w = fill(k.panels(i, o));
    const b = fill(k.matrix(1, o));
    const numbers = n * i + i * o + n * o;
    return { output: out, call: () => k.affine(out, x, w, b), flops: 2 * n * i * o, numbers, repeat: 1 };
  });
}

function matmul(n: number, i: number, o: number): Make {
  return make('matmul', `${n}x${i} . ${i}x${o}`, (k) => {
    const out = k.matrix(n, o);
    const a = fill(k.matrix(n, i));
    const b = fill(k.panels(i, o));
    const numbers = n * i + i * o + n * o;
    return { output: out, call: () => k.matmul(out, a, b), flops: 2 * n * i * o, numbers, repeat: 1 };
  });
}

/** Kernels between two wide layers: activations of which ReLU made half zero. */
function lists(name: 'compressRows' | 'sparseAffine' | 'sparseMatmul' | 'sparseWeightGradient'): Make {
  const [n, i] = [128, 800];
  const shape = name === 'compressRows' ? `${n}x${i}` : `${n}x${i} . ${i}x${i}, half 0`;
  return make(name, shape, (k) => {
    const out = fill(k.matrix(n, i));
    const z = fill(k.matrix(n, i));
    z.copyIn(Array.from(z.copyOut(), (value) => Math.max(value, 0)));
    const x = k.sparseActivations(n, i);
    const w = fill(k.panels(i, i, SPARSE_PANEL));
    const b = fill(k.matrix(1, i));
    const dW = k.panels(i, i, SPARSE_PANEL);
    k.compressRows(x, z);
    const calls = {
      compressRows: () => k.compressRows(x, z),
      sparseAffine: () => k.sparseAffine(out, x, w, b),
      sparseMatmul: () => k.sparseMatmul(out, x, w),
      sparseWeightGradient: () => k.sparseWeightGradient(dW, x, out),
    };
    const kept = Array.from(z.copyOut()).filter((value) => value !== 0).length;
    const output = { compressRows: z, sparseAffine: out, sparseMatmul: out, sparseWeightGradient: dW }[name];
    const numbers = name === 'compressRows' ? n * i + 2 * kept : 2 * kept + i * i + n * i;
    const flops = name === 'compressRows' ? 0 : 2 * kept * i;
    return { output, call: calls[name], flops, numbers, repeat: 1 };
  });
}

function weightGradient(n: number, i: number, o: number): Make {
  return make('weightGradient', `${i}x${n} . ${n}x${o}`, (k) => {
    const dW = k.panels(i, o);
    const x = fill(k.matrix(n, i));
    const dOut = fill(k.matrix(n, o));
    const numbers = n * i + i * o + n * o;
    return {
      output: dW,
      call: () => k.weightGradient(dW, x, dOut),
      flops: 2 * n * i * o,
      numbers,
      repeat: 1,
    };
  });
}

function each(name: 'relu' | 'sigmoid' | 'softmax', n: number, c: number, flops: number): Make {
  return make(name, `${n}x${c}`, (k) => {
    const out = k.matrix(n, c);
    const z = fill(k.matrix(n, c));
    return {
      output: out,
      call: () => (name === 'softmax' ? k.softmax(out, z, 1) : k.activate(name, out, z)),
      flops: flops * n * c,
      numbers: 2 * n * c,
    };
  });
}

function backward(name: 'relu' | 'sigmoid', flops: number): Make {
  return make(`${name}Backward`, `${N}x${H}`, (k) => {
    const dZ = k.matrix(N, H);
    const dOut = fill(k.matrix(N, H));
    const out = fill(k.matrix(N, H));
    return {
      output: dZ,
      call: () => k.activateBackward(name, dZ, dOut, out),
      flops: flops * N * H,
      numbers: 3 * N * H,
    };
  });
}

const dropout = make('dropout', `${N}x${H}`, (k) => {
  const out = k.matrix(N, H);
  const x = fill(k.matrix(N, H));
  return { output: out, call: () => k.dropout(out, x, 1, 0.2), flops: N * H, numbers: 2 * N * H };
});

const softmaxCrossEntropy = make('softmaxCrossEntropy', `${N}x${C}`, (k) => {
  const dZ = k.matrix(N, C);
  const losses = k.matrix(N, 1);
  const z = fill(k.matrix(N, C));
  const labels = k.bytes(N);
  const call = (): void => k.softmaxCrossEntropy(dZ, losses, z, labels);
  return { output: dZ, call, flops: (EXP + 5) * N * C, numbers: 2 * N * C };
});

const columnSums = make('columnSums', `${N}x${H}`, (k) => {
  const out = k.matrix(1, H);
  const a = fill(k.matrix(N, H));
  return { output: out, call: () => k.columnSums(out, a), flops: N * H, numbers: N * H };
});

function transpose(i: number, c: number): Make {
  return make('transpose', `${i}x${c}`, (k) => {
    const out = k.panels(c, i);
    const a = fill(k.panels(i, c));
    return { output: out, call: () => k.transpose(out, a), flops: 0, numbers: 2 * i * c };
  });
}

function update(name: 'sgd' | 'momentum' | 'adam', i: number, o: number): Make {
  return make(name, `${i}x${o}`, (k) => {
    const width = i === I ? SPARSE_PANEL : undefined;
    const [w, dW] = [fill(k.panels(i, o, width)), fill(k.panels(i, o, width))];
    const [m, v] = [k.panels(i, o, width), k.panels(i, o, width)];
    const adam = { stepSize: 1e-6, rootScale: 1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0 };
    const calls = {
      sgd: () => k.update('sgd', [w, dW], { lr: 1e-6, decay: 0 }),
      momentum: () => k.update('momentum', [w, v, dW], { lr: 1e-6, momentum: 0.9, decay: 0 }),
      adam: () => k.update('adam', [w, m, v, dW], adam),
    };
    const [flops, numbers] = { sgd: [2, 3], momentum: [4, 5], adam: [13, 7] }[name];
    return { output: w, call: calls[name], flops: flops * i * o, numbers: numbers * i * o, repeat: 1 };
  });
}

export const kernelCases: readonly Make[] = [
  sparse('sparseAffine'),
  sparse('sparseWeightGradient'),
  affine(N, H, C),
  matmul(N, C, H),
  weightGradient(N, H, C),
  affine(128, 800, 800),
  matmul(128, 800, 800),
  weightGradient(128, 800, 800),
  lists('compressRows'),
  lists('sparseAffine'),
  lists('sparseMatmul'),
  lists('sparseWeightGradient'),
  each('relu', N, H, 1),
  backward('relu', 1),
  each('sigmoid', N, H, EXP + 3),
  backward('sigmoid', 3),
  dropout,
  each('softmax', N, C, EXP + 4),
  softmaxCrossEntropy,
  columnSums,
  transpose(H, C),
  transpose(800, 800),
  update('sgd', I, H),
  update('momentum', I, H),
  update('adam', I, H),
  update('sgd', 800, 800),
  update('adam', 800, 800),
];
