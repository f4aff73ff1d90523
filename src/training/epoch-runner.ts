/** Trains a network for one epoch at a time. */

import { CLASSES } from '../dataset/dataset.ts';
import { DivergedError } from '../errors.ts';
import { addBatch, type Batches, RunningMetrics, yieldToEventLoop } from '../evaluation/batches.ts';
import { degenerateClass } from '../evaluation/degenerate.ts';
import { answersOf } from '../evaluation/metrics.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import type { Architecture } from '../network/architecture.ts';
import { copyParameters, loadParameters } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { Random, streamKey } from '../random.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';
import type { CheckpointArrays, Position } from './checkpoint.ts';
import type { AbortSignalLike, EpochEvent, ProgressEvent } from './events.ts';
import { OptimizerStep } from './optimizer-step.ts';
import type { Teachers } from './teachers.ts';

/** Maximum time between yields to the event loop: short enough for a responsive progress bar and Ctrl-C. */
const TURN_MS = 40;

/** Number of images used to detect that a network has collapsed. */
const SAMPLE = 1000;

/** The logits of images, N x 10, and their labels. */
interface LabelledLogits {
  readonly logits: Float32Array;
  readonly labels: Uint8Array;
}

interface RunOptions {
  /** Of the loss, by label; null if all have the same weight. */
  readonly classWeights?: Float64Array | null;
  readonly teachers?: Teachers | null;
  /** Above 1 if an earlier model is trained further. */
  readonly firstEpoch?: number;
}

/** A net in training. */
export class EpochRunner {
  readonly network: Network;
  readonly #settings: TrainingSettings;
  readonly #batches: Batches;
  readonly #teachers: Teachers | null;
  readonly #optimizerStep: OptimizerStep;
  readonly #train: Int32Array;
  readonly #order: Int32Array; // the training images, shuffled
  readonly #validation: Int32Array;
  readonly #sample: Int32Array; // a sample of those, or of the training images if there are none
  readonly #firstEpoch: number;
  #position: Position;
  #turn = performance.now(); // time of the last yield

  constructor(
    kernels: Kernels,
    architecture: Architecture,
    settings: TrainingSettings,
    batches: Batches,
    split: { train: Int32Array; validation: Int32Array },
    { classWeights = null, teachers = null, firstEpoch = 1 }: RunOptions = {},
  ) {
    this.#settings = settings;
    this.#firstEpoch = firstEpoch;
    this.#position = startOf(firstEpoch);
    this.#batches = batches;
    this.#teachers = teachers;
    this.network = new Network(kernels, architecture, settings.batchSize, settings.loss, {
      labelSmoothing: settings.labelSmoothing,
      classWeights,
      softTargets: teachers?.targets ?? null,
    });
    this.network.initialise(settings.seed);
    this.#optimizerStep = new OptimizerStep(kernels, this.network, settings);
    this.#train = split.train;
    this.#order = kernels.integers(split.train.length);
    this.#validation = kernels.integers(split.validation.length);
    this.#validation.set(split.validation);
    const pool = split.validation.length > 0 ? split.validation : split.train;
    this.#sample = kernels.integers(Math.min(SAMPLE, pool.length));
    for (let k = 0; k < this.#sample.length; k++) {
      this.#sample[k] = pool[Math.floor((k * pool.length) / this.#sample.length)];
    }
  }

  /** The position; at the end of an epoch, the start of the next. */
  get position(): Position {
    return this.#position;
  }

  /** A copy of the network's parameters, averaged if requested, for evaluation and saving. */
  parameters(): Float32Array[] {
    return this.#optimizerStep.averaged(() => copyParameters(this.network));
  }

  /** Copies of the arrays that `restore` needs. */
  arrays(): Pick<CheckpointArrays, 'parameters' | 'optimizer'> {
    this.network.finish();
    const copies = (list: readonly Weights[]): Float32Array[] =>
      list.map((w) => Float32Array.from(w.copyOut()));
    return {
      parameters: copies(this.network.parameters.map(({ value }) => value)),
      optimizer: copies(this.#optimizerStep.state),
    };
  }

  /**
   * Restores a position, from which the run continues with identical results.
   * @throws RangeError if the arrays do not fit
   */
  restore(position: Position, arrays: Pick<CheckpointArrays, 'parameters' | 'optimizer'>): void {
    const { state } = this.#optimizerStep;
    if (arrays.optimizer.length !== state.length) {
      throw new RangeError(`the optimizer keeps ${state.length} arrays, got ${arrays.optimizer.length}`);
    }
    loadParameters(this.network, arrays.parameters);
    for (const [k, weights] of state.entries()) weights.copyIn(arrays.optimizer[k]);
    this.#optimizerStep.resume(this.#stepAt(position.epoch, position.seen));
    this.#position = position;
  }

  /** Runs the rest of the current epoch, and the validation; null if the signal interrupted it. */
  async *epoch(signal: AbortSignalLike | undefined): AsyncGenerator<ProgressEvent, EpochEvent | null> {
    const started = performance.now();
    const { epoch, seen: done } = this.#position;
    const { seed, batchSize } = this.#settings;
    const order = this.#order;
    order.set(this.#train);
    Random.stream(seed, 'shuffle', epoch).shuffle(order);
    const metrics = new RunningMetrics(this.#position);
    const perSecond = (now: number): number => ((metrics.seen - done) * 1000) / (now - started);
    for (let start = done; start < order.length; start += batchSize) {
      this.#step(epoch, order, start, metrics);
      const now = performance.now();
      if (now - this.#turn < TURN_MS) continue;
      this.#position = { epoch, ...metrics.sums };
      yield this.#progress(epoch, metrics, order.length, perSecond(now));
      await yieldToEventLoop();
      this.#turn = performance.now();
      if (!signal?.aborted) continue;
      this.#checkWeights(epoch); // before they are saved
      return null;
    }
    const now = performance.now();
    const held =
      this.#validation.length === 0
        ? null
        : this.#optimizerStep.averaged(() => this.#validate(this.#validation));
    this.#checkWeights(epoch);
    if (held !== null && !Number.isFinite(held.loss)) {
      this.#diverged(`the validation loss is not finite after epoch ${epoch}`);
    }
    this.#position = startOf(epoch + 1);
    return {
      event: 'epoch',
      epoch,
      loss: metrics.meanLoss,
      accuracy: metrics.accuracy,
      validationLoss: held?.meanLoss ?? null,
      validationAccuracy: held?.accuracy ?? null,
      seconds: (now - started) / 1000,
      samplesPerSecond: perSecond(now),
    };
  }

  /** Number of steps before batch `start` of an epoch. */
  #stepAt(epoch: number, start: number): number {
    return (epoch - this.#firstEpoch) * this.#stepsPerEpoch + Math.ceil(start / this.#settings.batchSize);
  }

  get #stepsPerEpoch(): number {
    return Math.ceil(this.#train.length / this.#settings.batchSize);
  }

  /** One batch: gradients, then an optimizer step. */
  #step(epoch: number, order: Int32Array, start: number, metrics: RunningMetrics): void {
    const { seed, warmup, batchSize, epochs } = this.#settings;
    const { network } = this;
    const steps = this.#stepAt(epochs + 1, 0);
    this.#load(epoch, order, start);
    this.#teachers?.forward(this.#batches.x);
    network.gradients(this.#batches.x, this.#batches.labels, {
      training: true,
      randomKey: streamKey(seed, 'step', epoch, start),
    });
    this.#optimizerStep.step(this.#stepAt(epoch, start), steps, Math.round(warmup * this.#stepsPerEpoch));
    network.finish();
    addBatch(metrics, network, this.#batches.labels);
    if (!Number.isFinite(metrics.loss)) {
      this.#diverged(`the loss is no longer finite in epoch ${epoch}, batch ${start / batchSize + 1}`);
    }
  }

  #load(epoch: number, order: Int32Array, start: number): void {
    const settings = this.#settings;
    if (settings.augment === 'none') this.#batches.load(order, start);
    else this.#batches.loadAugmented(order, start, streamKey(settings.seed, 'augment', epoch), settings);
  }

  /** ReLU maps NaN to 0, so a network can have NaN weights and still a finite loss. */
  #checkWeights(epoch: number): void {
    for (const { value } of this.network.parameters) {
      if (!areFinite(value.data)) this.#diverged(`weights are no longer finite in epoch ${epoch}`);
    }
  }

  #diverged(what: string): never {
    const { lr } = this.#settings;
    const lower = Number((lr / 10).toPrecision(6)); // 0.07, not 0.06999999999999999
    throw new DivergedError(
      `training diverged: ${what}, at a learning rate of ${lr}: try a lower one, such as \`lr: ${lower}\``,
    );
  }

  #validate(order: Int32Array): RunningMetrics {
    const metrics = new RunningMetrics();
    for (let start = 0; start < order.length; start += this.#settings.batchSize) {
      this.#batches.load(order, start);
      this.network.loss(this.#batches.x, this.#batches.labels);
      this.network.finish();
      addBatch(metrics, this.network, this.#batches.labels);
    }
    return metrics;
  }

  /** The logits of the validation images. */
  validationLogits(): LabelledLogits {
    return this.#logitsOf(this.#validation);
  }

  /** The digit that almost all images are classified as; null if the network distinguishes digits. */
  collapsedTo(): number | null {
    const { logits, labels } = this.#logitsOf(this.#sample);
    return degenerateClass(answersOf(logits), labels);
  }

  #logitsOf(order: Int32Array): LabelledLogits {
    const count = order.length;
    const logits = new Float32Array(count * CLASSES);
    const labels = new Uint8Array(count);
    const { x, labels: batchLabels } = this.#batches;
    for (let start = 0; start < count; start += this.#settings.batchSize) {
      this.#batches.load(order, start);
      this.network.forward(x);
      this.network.finish();
      logits.set(this.network.logits.data.subarray(0, x.rows * CLASSES), start * CLASSES);
      labels.set(batchLabels.subarray(0, x.rows), start);
    }
    return { logits, labels };
  }

  #progress(epoch: number, metrics: RunningMetrics, total: number, samplesPerSecond: number): ProgressEvent {
    return {
      event: 'progress',
      epoch,
      epochs: this.#settings.epochs,
      done: metrics.seen,
      total,
      loss: metrics.meanLoss,
      samplesPerSecond,
    };
  }
}

/** Twelve times as fast by index as with an iterator, in Node 24. */
function areFinite(numbers: ArrayLike<number>): boolean {
  let sum = 0; // NaN where a number is not finite
  for (let k = 0; k < numbers.length; k++) sum += numbers[k] * 0;
  return sum === 0;
}

function startOf(epoch: number): Position {
  return { epoch, ...new RunningMetrics().sums };
}
