/** Whole nets against central differences: every parameter, and the input. */

import { describe, expect, test } from 'vitest';
import { Dense } from '../../src/layers/dense.ts';
import type { Input } from '../../src/layers/layer.ts';
import { type Architecture, type LossKind, lossKinds } from '../../src/network/architecture.ts';
import type { TrainingLoss } from '../../src/network/build.ts';
import { Network } from '../../src/network/network.ts';
import { Random } from '../../src/random.ts';
import { checkGradient, doubleKernels, fillAwayFromZero, fillWeights } from '../support/gradient-check.ts';
import { batch } from '../support/operands.ts';

const kernels = doubleKernels();
const pass = { training: true, randomKey: 4711 };

const nets: Record<string, Architecture> = {
  'softmax regression': [{ kind: 'dense', inputs: 21, outputs: 5 }],
  relu: [
    { kind: 'dense', inputs: 21, outputs: 9 },
    { kind: 'relu' },
    { kind: 'dense', inputs: 9, outputs: 7 },
    { kind: 'relu' },
    { kind: 'dense', inputs: 7, outputs: 5 },
  ],
  'convolution, max pooling': [
    {
      kind: 'conv2d',
      input: { height: 3, width: 7, channels: 1 },
      filters: 2,
      kernel: [2, 3],
      stride: 1,
      padding: 1,
    },
    { kind: 'tanh' },
    { kind: 'maxpool2d', input: { height: 4, width: 7, channels: 2 }, size: 2, stride: 2 },
    { kind: 'dense', inputs: 12, outputs: 5 },
  ],
  'two convolutions, average pooling': [
    {
      kind: 'conv2d',
      input: { height: 3, width: 7, channels: 1 },
      filters: 2,
      kernel: [2, 2],
      stride: 1,
      padding: 0,
    },
    { kind: 'gelu' },
    {
      kind: 'conv2d',
      input: { height: 2, width: 6, channels: 2 },
      filters: 3,
      kernel: [1, 3],
      stride: 1,
      padding: 0,
    },
    { kind: 'leaky-relu', slope: 0.1 },
    { kind: 'avgpool2d', input: { height: 2, width: 4, channels: 3 }, size: 2, stride: 1 },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'dense', inputs: 9, outputs: 5 },
  ],
  'sigmoid and dropout': [
    { kind: 'dense', inputs: 21, outputs: 9 },
    { kind: 'sigmoid' },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'dense', inputs: 9, outputs: 7 },
    { kind: 'sigmoid' },
    { kind: 'dropout', rate: 0.3 },
    { kind: 'dense', inputs: 7, outputs: 5 },
  ],
};

const capacity = 6;

function build(
  architecture: Architecture,
  random: Random,
  loss: LossKind = 'cross-entropy',
  trainingLoss: TrainingLoss = {},
): Network {
  const network = new Network(kernels, architecture, capacity, loss, trainingLoss);
  for (const { value } of network.parameters) fillWeights(value, random);
  network.parametersChanged();
  return network;
}

function meanLoss(network: Network): number {
  let sum = 0;
  for (let n = 0; n < network.losses.rows; n++) sum += network.losses.data[n];
  return sum / network.losses.rows;
}

/** Checks the gradients of all parameters for a batch. */
function checkParameters(network: Network, x: Input, labels: Uint8Array): void {
  network.gradients(x, labels, pass);
  const f = (): number => {
    network.parametersChanged();
    network.loss(x, labels, pass);
    return meanLoss(network);
  };
  for (const [k, { name, value, gradient }] of network.parameters.entries()) {
    checkGradient(`parameter ${k} (${name})`, f, value.data, gradient.data);
  }
}

describe.each(Object.keys(nets))('%s', (name) => {
  test.each(lossKinds.flatMap((loss) => [1, 5, capacity].map((rows) => [loss, rows] as const)))(
    '%s: parameters, from a batch of %i images',
    (loss, rows) => {
      const random = Random.stream(1, name, rows);
      const network = build(nets[name], random, loss);
      const { x } = batch(kernels, rows, 21, random);
      const labels = Uint8Array.from({ length: rows }, () => random.below(5));
      checkParameters(network, x, labels);
    },
  );

  test.each(lossKinds)('%s, weighted by class: parameters', (loss) => {
    const random = Random.stream(5, name);
    const weights = Float64Array.of(0.25, 3, 1, 0.5, 2);
    const network = build(nets[name], random, loss, { classWeights: weights });
    const { x } = batch(kernels, capacity, 21, random);
    const labels = Uint8Array.of(1, 0, 4, 1, 3, 5); // the last is of no class
    checkParameters(network, x, labels);
  });

  test.each([
    [0.5, 1],
    [0.7, 3],
    [1, 2],
  ])('learning from teachers with weight %f at temperature %f: parameters', (weight, temperature) => {
    const random = Random.stream(6, name);
    const probabilities = kernels.matrix(capacity, 5);
    const logits = kernels.matrix(capacity, 5);
    fillAwayFromZero(logits.data, random);
    kernels.softmax(probabilities, logits, 0.2);
    const softTargets = { probabilities, temperature, weight };
    const classWeights = Float64Array.of(0.25, 3, 1, 0.5, 2);
    const network = build(nets[name], random, 'cross-entropy', {
      labelSmoothing: 0.1,
      classWeights,
      softTargets,
    });
    const { x } = batch(kernels, 5, 21, random);
    const labels = Uint8Array.of(1, 0, 4, 3, 5); // the last is of no class
    checkParameters(network, x, labels);
  });

  test.skipIf(nets[name][0].kind !== 'dense')('input', () => {
    const random = Random.stream(2, name);
    const network = build(nets[name], random);
    const x = kernels.matrix(1, 21);
    fillAwayFromZero(x.data, random);
    const labels = Uint8Array.of(3);
    network.gradients(x, labels, pass);
    // The net does not compute it, but of a single image the first bias has the gradient of the first layer's output.
    const [weights, bias] = network.parameters;
    const first = new Dense(kernels, 21, weights.value.cols);
    first.weights.value.copyIn(weights.value.copyOut());
    first.parametersChanged();
    const dX = kernels.matrix(1, 21);
    const dOut = kernels.matrix(1, bias.gradient.cols);
    dOut.copyIn(bias.gradient.copyOut());
    first.backward(dX, dOut);
    const f = (): number => {
      network.loss(x, labels, pass);
      return meanLoss(network);
    };
    checkGradient('input', f, x.data, dX.data);
  });
});

test('a smaller batch after a larger one leaves nothing of it behind', () => {
  const random = Random.stream(3);
  const [used, fresh] = [1, 2].map(() => build(nets.relu, Random.stream(4)));
  const labels = Uint8Array.from({ length: capacity }, () => random.below(5));
  used.gradients(batch(kernels, capacity, 21, random).x, labels, pass);
  const { x } = batch(kernels, 2, 21, random);
  for (const network of [used, fresh]) network.gradients(x, labels, pass);
  expect(used.logits.rows).toBe(2);
  fresh.parameters.forEach(({ gradient }, k) => {
    expect(used.parameters[k].gradient.data).toEqual(gradient.data);
  });
});

test('a batch beyond the room is refused', () => {
  const network = build(nets.relu, Random.stream(5));
  expect(() => network.forward(kernels.matrix(capacity + 1, 21))).toThrow(
    'rows must be an integer from 0 to 6, got 7',
  );
});

test('probabilities add up to 1 and are those of the logits at a temperature', () => {
  const random = Random.stream(6);
  const network = build(nets.relu, random);
  const out = kernels.matrix(capacity, 5);
  network.probabilities(out, batch(kernels, 4, 21, random).x, 1.5);
  expect(out.rows).toBe(4);
  for (let n = 0; n < 4; n++) {
    const z = Array.from(network.logits.data.subarray(n * 5, n * 5 + 5));
    const sum = z.reduce((a, value) => a + Math.exp(value / 1.5), 0);
    z.forEach((value, c) => {
      expect(out.data[n * 5 + c]).toBeCloseTo(Math.exp(value / 1.5) / sum, 12);
    });
  }
});
