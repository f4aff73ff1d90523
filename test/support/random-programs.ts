/** Random sequences of kernel calls on one set of matrices, including those that no network makes. */

import fc from 'fast-check';
import type { ActivationKernel } from '../../src/matrix/activations.ts';
import type { Weights } from '../../src/matrix/matrix.ts';
import type { World } from './program-world.ts';

/** A call as its name and numbers, which determine its operands: the same ones for all backends. */
export interface Step {
  readonly call: keyof typeof calls;
  readonly picks: readonly number[];
}

/** A call, and the operands that it writes. */
interface Planned {
  readonly writes: readonly Weights[];
  readonly run: () => void;
}

type Call = (world: World, picks: readonly number[]) => Planned;

/** out and z of one width; the last argument is a temperature, a slope, or ignored. */
function activate(kernel: ActivationKernel | 'softmax'): Call {
  return (world, [a, b, c]) => {
    const out = world.activation(world.unit(a), b);
    const z = world.activation(world.unit(a), c, out);
    const run = (): void =>
      kernel === 'softmax' ? world.kernels.softmax(out, z, 1.5) : world.kernels.activate(kernel, out, z, 1.5);
    return { writes: [out], run };
  };
}

/** dZ may be dOut. */
function activateBackward(kernel: ActivationKernel): Call {
  return (world, [a, b, c, d]) => {
    const dZ = world.activation(world.unit(a), b);
    const [dOut, out] = [world.activation(world.unit(a), c), world.activation(world.unit(a), d, dZ)];
    return { writes: [dZ], run: () => world.kernels.activateBackward(kernel, dZ, dOut, out, 0.3) };
  };
}

function lose(kernel: 'softmaxCrossEntropy' | 'sigmoidSquaredError' | 'sigmoidCrossEntropy'): Call {
  return (world, [a, b, c]) => {
    const dZ = world.activation(world.unit(a), b);
    const z = world.activation(world.unit(a), c, dZ);
    const { kernels, losses, labels } = world;
    return { writes: [dZ, losses], run: () => kernels[kernel](dZ, losses, z, labels) };
  };
}

const adam = { stepSize: 0.01, rootScale: 2, beta1: 0.9, beta2: 0.999, epsilon: 1e-4 };
const decays = [0, 0.1];

const calls = {
  gather: ({ kernels, x, images, order }, [a]) => ({
    writes: [],
    run: () => kernels.gather(x, images, order, a % (order.length - x.rows + 1)),
  }),
  finish: ({ kernels }) => ({ writes: [], run: () => kernels.finish() }),
  rows: (world, [a]) => {
    const { images } = world.sizes;
    return { writes: [], run: () => world.setRows([images, Math.ceil(images / 2), 1][a % 3]) };
  },
  compressRows: (world, [a, b]) => {
    const [x, z] = [world.list(world.unit(a)), world.activation(world.unit(a), b)];
    return { writes: [], run: () => world.kernels.compressRows(x, z) };
  },
  sparseAffine: (world, [a, b, c, d, e, f]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const [out, x] = [world.activation(O, c), world.sparse(I, d)];
    const [w, bias] = [world.weights(I, O, e), world.bias(O, f)];
    return { writes: [out], run: () => world.kernels.sparseAffine(out, x, w, bias) };
  },
  sparseMatmul: (world, [a, b, c, d]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const [out, x, w] = [world.activation(O, c), world.list(I), world.weights(I, O, d)];
    return { writes: [out], run: () => world.kernels.sparseMatmul(out, x, w) };
  },
  affine: (world, [a, b, c, d, e, f]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const out = world.activation(O, c);
    const [x, w, bias] = [world.activation(I, d, out), world.weights(I, O, e), world.bias(O, f)];
    return { writes: [out], run: () => world.kernels.affine(out, x, w, bias) };
  },
  matmul: (world, [a, b, c, d, e]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const out = world.activation(O, c);
    const [x, w] = [world.activation(I, d, out), world.weights(I, O, e)];
    return { writes: [out], run: () => world.kernels.matmul(out, x, w) };
  },
  relu: activate('relu'),
  sigmoid: activate('sigmoid'),
  softmax: activate('softmax'),
  reluBackward: activateBackward('relu'),
  sigmoidBackward: activateBackward('sigmoid'),
  tanh: activate('tanh'),
  tanhBackward: activateBackward('tanh'),
  leakyRelu: activate('leakyRelu'),
  leakyReluBackward: activateBackward('leakyRelu'),
  gelu: activate('gelu'),
  geluBackward: activateBackward('gelu'),
  dropout: (world, [a, b, c, key]) => {
    const [out, x] = [world.activation(world.unit(a), b), world.activation(world.unit(a), c)];
    return { writes: [out], run: () => world.kernels.dropout(out, x, key, 0.3) };
  },
  softmaxCrossEntropy: lose('softmaxCrossEntropy'),
  sigmoidSquaredError: lose('sigmoidSquaredError'),
  sigmoidCrossEntropy: lose('sigmoidCrossEntropy'),
  sparseWeightGradient: (world, [a, b, c, d, e]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const [dW, x, dOut] = [world.weights(I, O, c), world.sparse(I, d), world.activation(O, e)];
    return { writes: [dW], run: () => world.kernels.sparseWeightGradient(dW, x, dOut) };
  },
  weightGradient: (world, [a, b, c, d, e]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const [dW, x, dOut] = [world.weights(I, O, c), world.activation(I, d), world.activation(O, e)];
    return { writes: [dW], run: () => world.kernels.weightGradient(dW, x, dOut) };
  },
  columnSums: (world, [a, b, c]) => {
    const [out, summed] = [world.bias(world.unit(a), b), world.activation(world.unit(a), c)];
    return { writes: [out], run: () => world.kernels.columnSums(out, summed) };
  },
  transpose: (world, [a, b, c, d]) => {
    const [I, C] = [world.unit(a), world.unit(b)];
    const out = world.weights(C, I, c);
    const from = world.weights(I, C, d, out);
    return { writes: [out], run: () => world.kernels.transpose(out, from) };
  },
  sgd: (world, [a, b, c, d]) => {
    const [w, dW] = world.alike(world.unit(a), world.unit(b), c);
    return {
      writes: [w],
      run: () => world.kernels.update('sgd', [w, dW], { lr: 0.1, decay: decays[d % 2] }),
    };
  },
  momentum: (world, [a, b, c, d]) => {
    const [w, v, dW] = world.alike(world.unit(a), world.unit(b), c);
    return {
      writes: [w, v],
      run: () =>
        world.kernels.update('momentum', [w, v, dW], { lr: 0.1, momentum: 0.9, decay: decays[d % 2] }),
    };
  },
  adam: (world, [a, b, c, d]) => {
    const [w, m, v, dW] = world.alike(world.unit(a), world.unit(b), c);
    return {
      writes: [w, m, v],
      run: () => world.kernels.update('adam', [w, m, v, dW], { ...adam, decay: decays[d % 2] }),
    };
  },
  nesterov: (world, [a, b, c, d]) => {
    const [w, v, dW] = world.alike(world.unit(a), world.unit(b), c);
    return {
      writes: [w, v],
      run: () =>
        world.kernels.update('nesterov', [w, v, dW], { lr: 0.1, momentum: 0.9, decay: decays[d % 2] }),
    };
  },
  rmsprop: (world, [a, b, c, d]) => {
    const [w, v, dW] = world.alike(world.unit(a), world.unit(b), c);
    const settings = { lr: 0.1, rho: 0.99, epsilon: 1e-8, decay: decays[d % 2] };
    return { writes: [w, v], run: () => world.kernels.update('rmsprop', [w, v, dW], settings) };
  },
  scale: (world, [a, b, c]) => {
    const [w] = world.alike(world.unit(a), world.unit(b), c);
    return { writes: [w], run: () => world.kernels.scale(w, 0.9) };
  },
  lerp: (world, [a, b, c]) => {
    const [average, w] = world.alike(world.unit(a), world.unit(b), c);
    return { writes: [average], run: () => world.kernels.lerp(average, w, 0.1) };
  },
  addL1Gradient: (world, [a, b, c]) => {
    const [dW, w] = world.alike(world.unit(a), world.unit(b), c);
    return { writes: [dW], run: () => world.kernels.addL1Gradient(dW, w, 0.1) };
  },
  columnSquares: (world, [a, b, c, d]) => {
    const [I, O] = [world.unit(a), world.unit(b)];
    const [out, w] = [world.bias(O, c), world.weights(I, O, d)];
    return { writes: [out], run: () => world.kernels.columnSquares(out, w) };
  },
} satisfies Record<string, Call>;

export function plan(world: World, { call, picks }: Step): Planned {
  return (calls[call] as Call)(world, picks);
}

const names = Object.keys(calls) as (keyof typeof calls)[];

export const programs: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    // calls that separate others are rare, so that long phases occur
    call: fc.oneof(
      { weight: 19, arbitrary: fc.constantFrom(...names) },
      { weight: 1, arbitrary: fc.constant('finish' as const) },
    ),
    picks: fc.array(fc.nat(999), { minLength: 6, maxLength: 6 }),
  }),
  { minLength: 4, maxLength: 40 },
);

/** Larger values would soon overflow in products of products, and 0 x infinity is not part of the contract. */
const LARGEST = 1e4;

/**
 * Runs a program step by step on kernels that execute each call immediately.
 * @returns the steps whose results are finite and small; the others are undone
 */
export function runSmall(world: World, program: readonly Step[]): Step[] {
  return program.filter((step) => {
    const { writes, run } = plan(world, step);
    const before = writes.map(({ data }) => data.slice());
    run();
    const small = writes.every(({ data }) => data.every((x) => Math.abs(x) < LARGEST || x === 12345));
    if (!small) for (const [k, { data }] of writes.entries()) data.set(before[k]);
    return small;
  });
}
