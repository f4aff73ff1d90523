/**
 * Knowledge distillation: the targets are partly the labels, and partly the probabilities of a better network or an
 * ensemble, the teachers (G. Hinton, O. Vinyals and J. Dean, "Distilling the knowledge in a neural network", 2015).
 * Those say more than a label: that this 7 could nearly be a 1, but no 8.
 *
 * With a weight w, a temperature T, the probabilities q of the teachers, s = z / T and p = softmax(s), the loss of an
 * image is 1 - w times its loss for the label, plus w T^2 times the cross-entropy -sum of q log p. The gradient of the
 * latter with respect to z is w T (p - q). It would shrink with T^2; the factor T^2 keeps its size.
 */

import type { Kernels } from '../matrix/kernels.ts';
import type { Matrix } from '../matrix/matrix.ts';
import type { Loss } from './loss.ts';

export interface SoftTargets {
  /** q, of the images of a batch. N x C. */
  readonly probabilities: Matrix;
  /** T, with which they were computed. */
  readonly temperature: number;
  /** w: 0 for the labels only, 1 for the teachers only. */
  readonly weight: number;
}

export class Distillation implements Loss {
  readonly kind: string;
  readonly #loss: Loss;
  readonly #kernels: Kernels;
  readonly #targets: SoftTargets;
  readonly #s: Matrix;
  readonly #dS: Matrix;
  readonly #losses: Matrix;
  readonly #noClass: Uint8Array;

  /** @param loss for the labels */
  constructor(loss: Loss, kernels: Kernels, targets: SoftTargets) {
    const { rows, cols } = targets.probabilities;
    this.kind = loss.kind;
    this.#loss = loss;
    this.#kernels = kernels;
    this.#targets = targets;
    this.#s = kernels.matrix(rows, cols);
    this.#dS = kernels.matrix(rows, cols);
    this.#losses = kernels.matrix(rows, 1);
    this.#noClass = kernels.bytes(rows).fill(cols);
  }

  forwardBackward(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, training: boolean): void {
    this.#loss.forwardBackward(dZ, losses, z, labels, training);
    if (!training) return;
    this.#fromUniform(z);
    const { probabilities, temperature, weight } = this.#targets;
    const { rows: N, cols: C } = z;
    for (let n = 0; n < N; n++) {
      // the target q differs from the uniform one by q - 1 / C, in which loss and gradient are linear
      let loss = this.#losses.data[n];
      for (let k = n * C; k < (n + 1) * C; k++) {
        const difference = probabilities.data[k] - 1 / C;
        loss -= difference * this.#s.data[k];
        const gradient = this.#dS.data[k] - difference / N;
        dZ.data[k] = (1 - weight) * dZ.data[k] + weight * temperature * gradient;
      }
      losses.data[n] = (1 - weight) * losses.data[n] + weight * temperature ** 2 * loss;
    }
  }

  /** Loss and gradient with respect to s for the target 1 / C, which the kernel has for images of no class. */
  #fromUniform(z: Matrix): void {
    const [s, dS] = [this.#s, this.#dS];
    for (const buffer of [s, dS, this.#losses]) buffer.rows = z.rows;
    this.#kernels.finish(); // the N x 10 elements are scaled and mixed here for all kernels
    for (let k = 0; k < z.rows * z.cols; k++) s.data[k] = z.data[k] / this.#targets.temperature;
    this.#kernels.softmaxCrossEntropy(dS, this.#losses, s, this.#noClass);
    this.#kernels.finish();
  }
}
