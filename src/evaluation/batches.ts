/** Runs a network over images in a given order, in batches, and accumulates metrics. */

import { CLASSES, IMAGE_PIXELS, type LabelledImages } from '../dataset/dataset.ts';
import { NO_DIGIT } from '../dataset/outliers.ts';
import type { Augmentation } from '../matrix/augmentation.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Images, Matrix, SparseRows } from '../matrix/matrix.ts';
import { binarized } from '../network/binarize.ts';
import type { Network } from '../network/network.ts';

type Sums = Pick<RunningMetrics, 'seen' | 'count' | 'loss' | 'correct'>;

const NOTHING: Sums = { seen: 0, count: 0, loss: 0, correct: 0 };

/** Sums over the images so far. */
export class RunningMetrics {
  /** All images, including out-of-distribution images. */
  seen: number;
  // digits only
  count: number;
  loss: number;
  correct: number;

  constructor({ seen, count, loss, correct }: Sums = NOTHING) {
    this.seen = seen;
    this.count = count;
    this.loss = loss;
    this.correct = correct;
  }

  get sums(): Sums {
    const { seen, count, loss, correct } = this;
    return { seen, count, loss, correct };
  }

  get meanLoss(): number {
    return this.loss / Math.max(this.count, 1);
  }

  get accuracy(): number {
    return this.correct / Math.max(this.count, 1);
  }
}

/** The images of a data set, and buffers for one batch. */
export class Batches {
  readonly x: SparseRows;
  readonly labels: Uint8Array;
  readonly #kernels: Kernels;
  readonly #images: Images;
  readonly #imageLabels: Uint8Array;

  constructor(kernels: Kernels, images: LabelledImages, batchSize: number, binarize: boolean) {
    this.#kernels = kernels;
    this.#images = kernels.adopt(binarize ? binarized(images.images) : images.images, IMAGE_PIXELS);
    this.#imageLabels = images.labels;
    this.x = kernels.sparseRows(batchSize, IMAGE_PIXELS);
    this.labels = kernels.bytes(batchSize);
  }

  /** Fills `x` and `labels` with the images order[start], ..., at most one batch. */
  load(order: Int32Array, start: number): void {
    this.#loadLabels(order, start);
    this.#kernels.gather(this.x, this.#images, order, start);
  }

  /** The same with data augmentation. key: of the epoch. */
  loadAugmented(order: Int32Array, start: number, key: number, augmentation: Augmentation): void {
    this.#loadLabels(order, start);
    this.#kernels.augment(this.x, this.#images, order, start, key, augmentation);
  }

  #loadLabels(order: Int32Array, start: number): void {
    const { x, labels } = this;
    x.rows = Math.min(labels.length, order.length - start);
    for (let n = 0; n < x.rows; n++) labels[n] = this.#imageLabels[order[start + n]];
  }
}

/**
 * The class with the largest score for image n; the first one in case of ties. scores: logits or probabilities, N x
 * 10.
 */
export function answer({ data }: Pick<Matrix, 'data'>, n: number): number {
  const row = n * CLASSES;
  let best = 0;
  for (let c = 1; c < CLASSES; c++) if (data[row + c] > data[row + best]) best = c;
  return best;
}

/**
 * Whether `answer` of image n is this class, for finite scores: in less time, because the branches of a good network are
 * alike for every image, where those of a maximum are not predictable.
 */
export function isAnswer({ data }: Pick<Matrix, 'data'>, n: number, digit: number): boolean {
  const row = n * CLASSES;
  const own = data[row + digit];
  for (let c = 0; c < digit; c++) if (data[row + c] >= own) return false;
  for (let c = digit + 1; c < CLASSES; c++) if (data[row + c] > own) return false;
  return true;
}

/** Adds the losses and answers of the last batch. Call `network.finish()` first. */
export function addBatch(metrics: RunningMetrics, network: Network, labels: Uint8Array): void {
  const { losses, logits } = network;
  const { rows } = losses;
  metrics.seen += rows;
  for (let n = 0; n < rows; n++) {
    if (labels[n] === NO_DIGIT) continue;
    metrics.count++;
    metrics.loss += losses.data[n];
    if (isAnswer(logits, n, labels[n])) metrics.correct++;
  }
}

/** Gives timers, signals and input a chance to run. */
export function yieldToEventLoop(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown }; // Node's
  return new Promise((resolve) => {
    if (setImmediate !== undefined) setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
