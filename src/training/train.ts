/** The training loop: an async generator that yields what happens and returns the model. */

import { datasetHash } from '../dataset/hash.ts';
import { withOutliers } from '../dataset/outliers.ts';
import { splitValidation } from '../dataset/split.ts';
import { DataError } from '../errors.ts';
import { countParameters, describe, multilayerPerceptron } from '../network/architecture.ts';
import { copyParameters, type EpochRecord, loadParameters, type Model } from '../network/model.ts';
import { version } from '../version.ts';
import { Batches } from './batches.ts';
import { fitTemperature } from './calibration.ts';
import type { TrainingEvent } from './events.ts';
import { completeSettings, type TrainingOptions } from './options.ts';
import { Run } from './run.ts';

export interface TrainingResult {
  readonly model: Model;
  /** Epochs finished. */
  readonly epochs: number;
  readonly validationAccuracy: number | null;
  readonly seconds: number;
  readonly interrupted: boolean;
}

/**
 * Trains a multilayer perceptron on the training part of a data set.
 * @throws UsageError for an option out of range; DataError where there is no training part; DivergedError where the
 *   loss stops being finite; SystemError where a worker fails
 */
export async function* train(options: TrainingOptions): AsyncGenerator<TrainingEvent, TrainingResult> {
  const settings = completeSettings(options);
  const started = performance.now();
  const { dataset, kernels, signal } = options;
  const images = dataset.train;
  if (images === null) throw new DataError(`${dataset.name}: has no training part`);
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
  const run = new Run(kernels, architecture, settings, new Batches(kernels, shown, settings.batchSize), {
    train: order,
    validation,
  });
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

  const history: EpochRecord[] = [];
  let best: { loss: number; epoch: number; parameters: Float32Array[] } | null = null;
  let interrupted = false; // an abort that comes after the last epoch interrupts nothing
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    const event = signal?.aborted ? null : yield* run.epoch(epoch, signal);
    if (event === null) {
      interrupted = true;
      break;
    }
    yield event;
    const { loss, accuracy, validationLoss, validationAccuracy } = event;
    history.push({ epoch, loss, accuracy, validationLoss, validationAccuracy });
    if (settings.patience === 0 || validationLoss === null) continue;
    if (best === null || validationLoss < best.loss) {
      best = { loss: validationLoss, epoch, parameters: copyParameters(run.network) };
    } else if (epoch - best.epoch >= settings.patience) {
      break;
    }
  }

  const epoch = best?.epoch ?? history.length;
  if (best !== null) loadParameters(run.network, best.parameters);
  const { logits, labels } = run.validationLogits();
  const model: Model = {
    architecture,
    parameters: copyParameters(run.network),
    temperature: fitTemperature(logits, labels),
    training: {
      nn: version,
      data: {
        name: dataset.name,
        hash: await datasetHash(images),
        train: train.length,
        validation: validation.length,
      },
      options: { ...settings },
      history,
      epoch,
      interrupted,
    },
  };
  return {
    model,
    epochs: history.length,
    validationAccuracy: history[epoch - 1]?.validationAccuracy ?? null,
    seconds: (performance.now() - started) / 1000,
    interrupted,
  };
}
