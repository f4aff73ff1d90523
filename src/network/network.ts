/** A network: layers, with buffers for the activations and gradients of one batch. */

import type { Input, Layer, Parameter, Pass } from '../layers/layer.ts';
import type { Loss } from '../losses/loss.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import { Random } from '../random.ts';
import type { Architecture, LossKind } from './architecture.ts';
import { buildLayers, buildLoss, initialisationOf, type TrainingLoss } from './build.ts';

const EVALUATION: Pass = { training: false, randomKey: 0 };

export class Network {
  readonly architecture: Architecture;
  readonly batchSize: number;
  readonly layers: readonly Layer[];
  readonly parameters: readonly Parameter[];
  /** The loss of each image of the last batch; cross-entropies are in nats. */
  readonly losses: Matrix;
  readonly #kernels: Kernels;
  readonly #loss: Loss;
  readonly #outputs: readonly Matrix[];
  readonly #gradients: readonly Matrix[]; // gradients of the loss with respect to the output of each layer

  /**
   * @param batchSize the maximum number of images per pass
   * @param trainingLoss what training adds to the loss
   */
  constructor(
    kernels: Kernels,
    architecture: Architecture,
    batchSize: number,
    loss: LossKind = 'cross-entropy',
    trainingLoss: TrainingLoss = {},
  ) {
    this.#kernels = kernels;
    this.architecture = architecture;
    this.batchSize = batchSize;
    this.layers = buildLayers(architecture, kernels);
    this.parameters = this.layers.flatMap((layer) => layer.parameters);
    this.losses = kernels.matrix(batchSize, 1);
    this.#loss = buildLoss(loss, kernels, trainingLoss);
    this.#outputs = buffersFor(kernels, this.layers, batchSize);
    this.#gradients = buffersFor(kernels, this.layers, batchSize);
  }

  /** The outputs of the last layer for the last batch, before the softmax or sigmoid of the loss. N x 10. */
  get logits(): Matrix {
    return this.#outputs[this.#outputs.length - 1];
  }

  /**
   * The outputs of a layer for the last batch: N x outputSize. For a convolution with an in-place ReLU, those of the
   * ReLU.
   * @param layer its index
   */
  outputsOf(layer: number): Matrix {
    return this.#outputs[layer];
  }

  /** Initialises the weights; each layer has its own stream of the seed. */
  initialise(seed: number): void {
    this.layers.forEach((layer, index) => {
      const random = Random.stream(seed, 'weights', index);
      layer.initialise?.(random, initialisationOf(this.architecture, index));
    });
    this.parametersChanged();
  }

  /** Must be called after weights have been changed from outside. */
  parametersChanged(): void {
    for (const layer of this.layers) layer.parametersChanged();
  }

  /** Computes `logits` for a batch. x: N x 784. */
  forward(x: Input, pass: Pass = EVALUATION): void {
    this.#fit(x.rows);
    let input = x;
    this.layers.forEach((layer, k) => {
      layer.forward(this.#outputs[k], input, pass);
      input = this.#outputs[k];
    });
  }

  /** Computes `logits` and `losses` for a batch. x: N x 784; labels: N bytes. */
  loss(x: Input, labels: Uint8Array, pass: Pass = EVALUATION): void {
    this.forward(x, pass);
    const last = this.layers.length - 1;
    const [dZ, z] = [this.#gradients[last], this.#outputs[last]];
    this.#loss.forwardBackward(dZ, this.losses, z, labels, pass.training);
  }

  /**
   * Computes `logits`, `losses` and the gradient of every parameter for a batch. x: N x 784; labels: N bytes.
   *
   * The backward pass has two halves. The gradient is first propagated through all layers (`backward`), then the
   * gradients of all weights are computed (`parameterGradients`, `sumGradients`): work is partitioned by images in the
   * first half and by weights in the second, so threads need to synchronize only between the two.
   */
  gradients(x: Input, labels: Uint8Array, pass: Pass): void {
    this.loss(x, labels, pass);
    for (let k = this.layers.length - 1; k > 0; k--) {
      this.layers[k].backward(this.#gradients[k - 1], this.#gradients[k], this.#outputs[k], pass);
    }
    this.layers.forEach((layer, k) => {
      layer.parameterGradients(k === 0 ? x : this.#outputs[k - 1], this.#gradients[k]);
    });
    for (const layer of this.layers) layer.sumGradients?.();
  }

  /**
   * out = class probabilities for a batch: softmax(logits / temperature), for every loss. If sigmoid outputs are
   * independent probabilities of the classes, conditioning on exactly one class being right gives the softmax of the
   * logits; see `Model.temperature`. out: N x 10; x: N x 784.
   */
  probabilities(out: Matrix, x: Input, temperature: number): void {
    this.forward(x);
    out.rows = x.rows;
    this.#kernels.softmax(out, this.logits, temperature);
  }

  #fit(rows: number): void {
    this.losses.rows = rows;
    for (const output of this.#outputs) output.rows = rows;
    for (const gradient of this.#gradients) gradient.rows = rows;
  }

  finish(): void {
    this.#kernels.finish();
  }
}

/** A matrix per layer; in-place layers share that of the previous layer. */
function buffersFor(kernels: Kernels, layers: readonly Layer[], batchSize: number): readonly Matrix[] {
  const matrices: Matrix[] = [];
  for (const { inPlace, outputSize } of layers) {
    matrices.push(inPlace ? matrices[matrices.length - 1] : kernels.matrix(batchSize, outputSize));
  }
  return matrices;
}
