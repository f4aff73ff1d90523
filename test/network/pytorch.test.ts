/**
 * PyTorch's golden values (`test/golden/pytorch.py` made them): logits, loss, every gradient, ten steps of each
 * optimizer. PyTorch's float32 is itself off from double precision by 3e-7 in these losses, as its script prints.
 */

import { readFileSync } from 'node:fs';
import { describe, test } from 'vitest';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import type { ActivationKind, LossKind } from '../../src/network/architecture.ts';
import { loadParameters } from '../../src/network/model.ts';
import { multilayerPerceptron } from '../../src/network/multilayer-perceptron.ts';
import { Network } from '../../src/network/network.ts';
import { Adam } from '../../src/optimizers/adam.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { Rmsprop } from '../../src/optimizers/rmsprop.ts';
import { Momentum, Sgd } from '../../src/optimizers/sgd.ts';
import { expectClose } from '../support/compare.ts';

interface Steps {
  readonly lr: number;
  readonly momentum?: number;
  readonly weightDecay: number;
  readonly losses: readonly number[];
}

interface Golden {
  readonly activation: ActivationKind;
  readonly lossKind: LossKind;
  readonly sizes: readonly number[];
  readonly batch: number;
  readonly pixels: readonly number[];
  readonly labels: readonly number[];
  readonly weightsTimes512: readonly (readonly number[])[];
  readonly logits: readonly number[];
  readonly loss: number;
  readonly gradients: readonly (readonly number[])[];
  readonly steps: Readonly<Record<string, Steps>>;
}

const forward = { absolute: 5e-7, relative: 1e-6 };
const backward = { absolute: 1e-7, relative: 2e-6 };
const stepped = { absolute: 1e-6, relative: 1e-6 };

const pass = { training: true, randomKey: 1 };
const kernels = new ReferenceKernels();

function setUp(golden: Golden) {
  const architecture = multilayerPerceptron(golden.sizes, golden.activation);
  const network = new Network(kernels, architecture, golden.batch, golden.lossKind);
  loadParameters(
    network,
    golden.weightsTimes512.map((integers) => Float32Array.from(integers, (integer) => integer / 512)),
  );
  const x = kernels.sparseRows(golden.batch, golden.sizes[0]);
  const images = kernels.adopt(Uint8Array.from(golden.pixels), golden.sizes[0]);
  kernels.gather(x, images, Int32Array.from(golden.labels.keys()), 0);
  return { network, x, labels: Uint8Array.from(golden.labels) };
}

function meanLoss(network: Network): number {
  return Array.from(network.losses.data).reduce((sum, loss) => sum + loss) / network.losses.rows;
}

function createOptimizer(name: string, network: Network, { momentum = 0, weightDecay }: Steps): Optimizer {
  if (name.startsWith('adamw')) return new Adam(kernels, network.parameters, weightDecay, 'adamw');
  if (name.startsWith('adam')) return new Adam(kernels, network.parameters, weightDecay);
  if (name.startsWith('sgd')) return new Sgd(kernels, network.parameters, weightDecay);
  if (name.startsWith('rmsprop')) return new Rmsprop(kernels, network.parameters, weightDecay);
  const kind = name.startsWith('nesterov') ? 'nesterov' : 'momentum';
  return new Momentum(kernels, network.parameters, momentum, weightDecay, kind);
}

const nets = [
  'relu-16-12',
  'sigmoid-16-12',
  'softmax-regression',
  'tanh-13',
  'leaky-relu-13',
  'gelu-13',
  'sigmoid-mse-13',
  'tanh-bce-13',
];

describe.each(nets)('%s', (name) => {
  const golden = JSON.parse(
    readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8'),
  ) as Golden;

  test('logits, loss and every gradient', () => {
    const { network, x, labels } = setUp(golden);
    network.gradients(x, labels, pass);
    expectClose('logits', network.logits.data, golden.logits, forward);
    expectClose('loss', [meanLoss(network)], [golden.loss], forward);
    network.parameters.forEach(({ name, gradient }, k) => {
      expectClose(`gradient of parameter ${k} (${name})`, gradient.copyOut(), golden.gradients[k], backward);
    });
  });

  test.each(Object.keys(golden.steps))('ten steps of %s', (kind) => {
    const steps = golden.steps[kind];
    const { network, x, labels } = setUp(golden);
    const optimizer = createOptimizer(kind, network, steps);
    const losses = steps.losses.map(() => {
      network.gradients(x, labels, pass);
      optimizer.step(steps.lr);
      network.parametersChanged();
      return meanLoss(network);
    });
    expectClose(`losses of ${kind}`, losses, steps.losses, stepped);
  });
});
