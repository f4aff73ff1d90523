/** The training loop: an async generator that yields what happens and returns the model. */

import type { Dataset } from '../dataset/dataset.ts';
import { datasetHash } from '../dataset/hash.ts';
import { withOutliers } from '../dataset/outliers.ts';
import { splitValidation } from '../dataset/split.ts';
import { DataError, ModelError } from '../errors.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { countParameters, describe, multilayerPerceptron } from '../network/architecture.ts';
import { copyParameters, loadParameters, type Model } from '../network/model.ts';
import { version } from '../version.ts';
import { Batches } from './batches.ts';
import { fitTemperature } from './calibration.ts';
import type { Checkpoint, Origin } from './checkpoint.ts';
import type { TrainingEvent } from './events.ts';
import { completeSettings, type TrainingSettings } from './options.ts';
import { Run } from './run.ts';
import { Stopping, type StopReason } from './stopping.ts';

export interface TrainingOptions extends Partial<TrainingSettings> {
  readonly dataset: Dataset;
  readonly kernels: Kernels;
  /** When it aborts, the batch is finished and what there is is returned. */
  readonly signal?: AbortSignal;
  /** A run that was cut short, to be finished: its settings count, not those given beside it. */
  readonly resume?: Checkpoint;
  /** A model to start from instead of random weights. */
  readonly from?: Start;
  /** Is given a checkpoint after each epoch, and when the signal cuts one short. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

export interface Start {
  readonly model: Model;
  /** SHA-256 of its file, in hex. */
  readonly sha256: string;
  /** True to go on counting its epochs, and keep its history: `epochs` is then the number of the last one. */
  readonly extend: boolean;
}

export interface TrainingResult {
  readonly model: Model;
  /** Epochs finished. */
  readonly epochs: number;
  readonly validationAccuracy: number | null;
  readonly seconds: number;
  readonly interrupted: boolean;
  readonly stopped: StopReason;
}

/**
 * Trains a multilayer perceptron on the training part of a data set.
 * @throws UsageError for an option out of range; DataError where there is no training part, or not that of the run to
 *   resume; ModelError where a checkpoint or a model to start from does not fit; DivergedError where the loss stops
 *   being finite; SystemError where a worker fails
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, TrainingResult> {
  const { dataset, kernels, signal, resume, from, onCheckpoint } = options;
  const settings = resume?.settings ?? completeSettings(options);
  const started = performance.now() - (resume?.seconds ?? 0) * 1000;
  const seconds = (): number => (performance.now() - started) / 1000;
  const images = dataset.train;
  if (images === null) throw new DataError(`${dataset.name}: has no training part`);
  let known: string | undefined;
  const hash = async (): Promise<string> => (known ??= await datasetHash(images));
  if (resume !== undefined && (await hash()) !== resume.data.hash) {
    throw new DataError(
      `${dataset.name}: holds other digits than ${resume.data.name} did when the run to resume was started`,
    );
  }
  const { train, validation } = splitValidation(images.labels, settings.validation, settings.seed);
  const architecture = multilayerPerceptron(
    [784, ...settings.hidden, 10],
    settings.activation,
    settings.dropout,
  );
  const outliers = Math.round(settings.outliers * train.length);
  const shown = outliers === 0 ? images : withOutliers(images, train, outliers, settings.seed);
  const order = Int32Array.from({ length: train.length + outliers }, (_, k) =>
    k < train.length ? train[k] : images.count + k - train.length,
  );
  const origin = resume === undefined ? originOf(from) : resume.origin;
  const epochsBefore = origin?.epochs ?? 0;
  const batches = new Batches(kernels, shown, settings.batchSize);
  const run = new Run(
    kernels,
    architecture,
    settings,
    batches,
    { train: order, validation },
    epochsBefore + 1,
  );
  const history = [...(resume?.history ?? (from?.extend ? from.model.training.history : []))];
  const stopping = new Stopping(settings, epochsBefore);
  const copy = (): Float32Array[] => copyParameters(run.network);
  if (resume !== undefined) {
    mustFit('the checkpoint', () => run.restore(resume.position, resume.arrays));
    stopping.restore(resume);
  } else {
    if (from !== undefined)
      mustFit('the model to start from', () => loadParameters(run.network, from.model.parameters));
    stopping.start(copy);
  }
  yield {
    event: 'start',
    data: dataset.name,
    train: train.length,
    validation: validation.length,
    outliers,
    network: describe(architecture),
    parameters: countParameters(architecture),
    seed: settings.seed,
    threads: kernels.threads,
    backend: kernels.backend,
  };

  const offerCheckpoint = async (): Promise<void> =>
    onCheckpoint?.({
      nn: version,
      data: { name: dataset.name, hash: await hash() },
      settings,
      origin,
      position: run.position,
      seconds: seconds(),
      history: [...history],
      best: stopping.best === null ? null : { epoch: stopping.best.epoch, loss: stopping.best.loss },
      arrays: { ...run.arrays(), best: stopping.best?.parameters ?? [], before: stopping.before },
    });
  let interrupted = false; // an abort that comes after the last epoch interrupts nothing
  while (run.position.epoch <= settings.epochs && stopping.reason === null) {
    const event = signal?.aborted ? null : yield* run.epoch(signal);
    if (event === null) {
      interrupted = true;
      await offerCheckpoint();
      break;
    }
    yield event;
    const { epoch, loss, accuracy, validationLoss, validationAccuracy } = event;
    history.push({ epoch, loss, accuracy, validationLoss, validationAccuracy });
    stopping.look(history, copy, seconds());
    // after the last epoch the model itself is at hand
    if (epoch < settings.epochs && stopping.reason === null) await offerCheckpoint();
  }

  const epoch = stopping.best?.epoch ?? history.length;
  if (stopping.best !== null) loadParameters(run.network, stopping.best.parameters);
  const { logits, labels } = run.validationLogits();
  const model: Model = {
    architecture,
    parameters: copy(),
    temperature: fitTemperature(logits, labels),
    training: {
      nn: version,
      data: { name: dataset.name, hash: await hash(), train: train.length, validation: validation.length },
      options: { ...settings },
      ...(origin === null ? {} : { origin }),
      history,
      epoch,
      interrupted,
    },
  };
  return {
    model,
    epochs: history.length,
    validationAccuracy: history[epoch - 1]?.validationAccuracy ?? null,
    seconds: seconds(),
    interrupted,
    stopped: interrupted ? 'interrupted' : (stopping.reason ?? 'epochs'),
  };
}

function originOf(from: Start | undefined): Origin | null {
  if (from === undefined) return null;
  return { sha256: from.sha256, epochs: from.extend ? from.model.training.history.length : 0 };
}

/** Numbers that come from a file fit the net, or the file is at fault. */
function mustFit(what: string, load: () => void): void {
  try {
    load();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ModelError(`${what} does not fit the net of this run: ${error.message}`, { cause: error });
  }
}
