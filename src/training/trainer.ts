/** A training run from its options to its model: epochs, history, early stopping, and the weights that are kept. */

import { checkOptions, optionNames } from '../check-options.ts';
import { withAllographs } from '../dataset/allographs/allographs.ts';
import { checkImages } from '../dataset/check-images.ts';
import { CLASSES, type Dataset, type LabelledImages } from '../dataset/dataset.ts';
import { datasetHash } from '../dataset/hash.ts';
import { withOutliers } from '../dataset/outliers.ts';
import { splitValidation } from '../dataset/split.ts';
import { checkArgument, DataError, DivergedError } from '../errors.ts';
import { Batches } from '../evaluation/batches.ts';
import { fitTemperature } from '../evaluation/calibration.ts';
import { balancedWeights } from '../losses/class-weighted.ts';
import type { Kernels, Scope } from '../matrix/kernels.ts';
import type { Architecture } from '../network/architecture.ts';
import { described } from '../network/describe-model.ts';
import { formatNetwork } from '../network/format-network.ts';
import {
  type Ancestor,
  type EpochRecord,
  loadParameters,
  type Origin,
  type TrainedModel,
} from '../network/model.ts';
import { countParameters } from '../network/model-size.ts';
import { withDefaultStyles } from '../settings/default-styles.ts';
import { architectureOf } from '../settings/network-settings.ts';
import { settingKeys } from '../settings/read-setting.ts';
import {
  completeSettings,
  recordOf,
  type SettingsInput,
  type TrainingSettings,
} from '../settings/training-settings.ts';
import { version } from '../version.ts';
import type { Checkpoint } from './checkpoint.ts';
import { TrainingDiverged } from './diverged.ts';
import { EarlyStopping, type StopReason } from './early-stopping.ts';
import { EpochRunner } from './epoch-runner.ts';
import type { AbortSignalLike, EpochEvent, ProgressEvent, StartEvent } from './events.ts';
import {
  checkFit,
  checkSameTeachers,
  checkStart,
  historyBefore,
  mustFit,
  originOf,
  recordsOf,
  type Start,
} from './origin.ts';
import { checkTeachers, checkTeaching, type Teacher, Teachers } from './teachers.ts';

export interface TrainingOptions extends SettingsInput {
  readonly dataset: Dataset;
  readonly kernels: Kernels;
  /** When it aborts, the current batch is finished and the model so far is returned. */
  readonly signal?: AbortSignalLike;
  /** A checkpoint to resume from: its settings apply instead of others. */
  readonly resume?: Checkpoint;
  /** A model to start from instead of random weights. */
  readonly from?: Start;
  /** Models whose outputs are targets besides the labels; to resume, those of the checkpoint. */
  readonly teachers?: readonly Teacher[];
  /** Called with a checkpoint after each epoch, and when the signal interrupts one. */
  readonly onCheckpoint?: (checkpoint: Checkpoint) => void;
}

const knownOptions = [
  ...settingKeys,
  ...optionNames<Omit<TrainingOptions, keyof SettingsInput>>({
    dataset: true,
    kernels: true,
    signal: true,
    resume: true,
    from: true,
    teachers: true,
    onCheckpoint: true,
  }),
];

const isOptional = (type: 'object' | 'function', value: unknown): boolean =>
  value === undefined || (typeof value === type && value !== null);

type Data = Checkpoint['data'] & { readonly train: number; readonly validation: number };

export class Trainer {
  readonly #settings: TrainingSettings;
  readonly #architecture: Architecture;
  readonly #data: Data;
  readonly #classNames: Dataset['classNames'];
  readonly #allographs: number;
  readonly #outliers: number;
  readonly #origin: Origin | null;
  readonly #teachers: readonly Ancestor[];
  readonly #history: EpochRecord[];
  readonly #run: EpochRunner;
  readonly #stopping: EarlyStopping;
  readonly #kernels: Scope;
  readonly #started: number;
  #good: readonly Float32Array[] | null = null; // the parameters after the last good epoch

  /** @throws the errors that `train` throws before its first event */
  static async open(options: TrainingOptions): Promise<Trainer> {
    const isValid = typeof options?.dataset === 'object' && options.dataset !== null;
    const expected = "options with a dataset, such as { dataset: await openDataset('mnist-10k') }";
    checkArgument(isValid, 'the argument of train', expected, options);
    checkOptions(options, knownOptions);
    checkStart(options);
    const { dataset, resume, signal, teachers = [], onCheckpoint } = options;
    checkTeachers(teachers);
    checkSameTeachers(teachers, options);
    checkArgument(isOptional('object', signal), 'signal', 'the signal of an AbortController', signal);
    checkArgument(isOptional('function', onCheckpoint), 'onCheckpoint', 'a function', onCheckpoint);
    if (dataset.train === null) throw new DataError(`${dataset.name}: has no training part`);
    checkImages(dataset.train, dataset.name);
    const hash = await datasetHash(dataset.train);
    if (resume !== undefined && hash !== resume.data.hash) {
      throw new DataError(
        `${dataset.name}: holds other digits than ${resume.data.name} did when the run to resume was started`,
      );
    }
    const kernels = options.kernels.scope();
    try {
      return new Trainer(options, kernels, dataset.train, hash);
    } catch (error) {
      kernels.release();
      throw error;
    }
  }

  private constructor(options: TrainingOptions, kernels: Scope, images: LabelledImages, hash: string) {
    const { dataset, resume, from, teachers = [] } = options;
    const settings = resume?.settings ?? completeSettings(withDefaultStyles(options, dataset.name));
    this.#started = performance.now() - (resume?.seconds ?? 0) * 1000;
    this.#settings = settings;
    this.#kernels = kernels;
    const { train, validation } = splitValidation(images.labels, settings.validation, settings.seed);
    this.#classNames = dataset.classNames;
    this.#data = { name: dataset.name, hash, train: train.length, validation: validation.length };
    this.#architecture = architectureOf(settings);
    if (resume === undefined && from !== undefined) checkFit(from, this.#architecture);
    checkTeaching(teachers, settings, dataset.classNames);
    this.#allographs = Math.round(settings.styles * train.length);
    this.#outliers = Math.round(settings.outliers * train.length);
    const { seed } = settings;
    const digits = this.#allographs === 0 ? images : withAllographs(images, this.#allographs, seed);
    const shown = this.#outliers === 0 ? digits : withOutliers(digits, train, this.#outliers, seed);
    const order = Int32Array.from({ length: train.length + shown.count - images.count }, (_, k) =>
      k < train.length ? train[k] : images.count + k - train.length,
    );
    this.#origin = resume === undefined ? originOf(from, hash) : resume.origin;
    this.#teachers = resume?.teachers ?? recordsOf(teachers, hash);
    this.#history = [...historyBefore(options)];
    const epochsBefore = this.#origin?.epochs ?? 0;
    const batches = new Batches(kernels, shown, settings.batchSize, settings.binarize);
    const split = { train: order, validation };
    this.#run = new EpochRunner(kernels, this.#architecture, settings, batches, split, {
      classWeights:
        settings.classWeight === 'balanced' ? balancedWeights(shown.labels, order, CLASSES) : null,
      teachers: teachers.length === 0 ? null : new Teachers(teachers, kernels, settings),
      firstEpoch: epochsBefore + 1,
    });
    this.#stopping = new EarlyStopping(settings, epochsBefore);
    this.#begin(resume, from);
  }

  #begin(resume: Checkpoint | undefined, from: Start | undefined): void {
    if (resume !== undefined) {
      const load = (): void => this.#run.restore(resume.position, resume.arrays);
      mustFit(load, ({ message }) => `the checkpoint does not fit the net of this run: ${message}`);
      this.#stopping.restore(resume);
      return;
    }
    if (from !== undefined) {
      const load = (): void => loadParameters(this.#run.network, from.model.parameters);
      mustFit(load, ({ message }) => `the model to start from: ${message}`);
    }
    this.#stopping.start(() => this.#parameters());
  }

  #parameters(): Float32Array[] {
    return this.#run.parameters();
  }

  /** Training time of all sessions. */
  get seconds(): number {
    return (performance.now() - this.#started) / 1000;
  }

  get over(): boolean {
    return this.#run.position.epoch > this.#settings.epochs || this.#stopping.reason !== null;
  }

  /** The reason for stopping before the last epoch; null if it did not. */
  get stopReason(): StopReason | null {
    return this.#stopping.reason;
  }

  startEvent(): StartEvent {
    return {
      event: 'start',
      data: this.#data.name,
      train: this.#data.train,
      validation: this.#data.validation,
      styles: this.#allographs,
      outliers: this.#outliers,
      teachers: this.#teachers.length,
      network: formatNetwork(this.#architecture, this.#settings.network !== undefined),
      parameters: countParameters(this.#architecture),
      seed: this.#settings.seed,
      threads: this.#kernels.threads,
      backend: this.#kernels.backend,
    };
  }

  /** Runs the rest of the current epoch; null if the signal interrupted it. @throws TrainingDiverged */
  async *epoch(signal: AbortSignalLike | undefined): AsyncGenerator<ProgressEvent, EpochEvent | null> {
    let event: EpochEvent | null;
    try {
      event = yield* this.#run.epoch(signal);
    } catch (error) {
      if (error instanceof DivergedError) throw new TrainingDiverged(error, this.#lastGood());
      throw error;
    }
    if (event === null) return null;
    const { epoch, loss, accuracy, validationLoss, validationAccuracy } = event;
    this.#history.push({ epoch, loss, accuracy, validationLoss, validationAccuracy });
    this.#good = this.#parameters();
    this.#stopping.update(this.#history, this.#good, this.seconds);
    return event;
  }

  checkpoint(): Checkpoint {
    const { best, before } = this.#stopping;
    return {
      nn: version,
      data: { name: this.#data.name, hash: this.#data.hash },
      settings: this.#settings,
      origin: this.#origin,
      ...this.#learnedFrom(),
      position: this.#run.position,
      seconds: this.seconds,
      history: [...this.#history],
      best: best === null ? null : { epoch: best.epoch, loss: best.loss },
      arrays: { ...this.#run.arrays(), best: best?.parameters ?? [], before },
    };
  }

  /** The current network, or that of the best epoch if one is kept. */
  model(interrupted: boolean): TrainedModel {
    return this.#model(interrupted, this.#parameters());
  }

  #model(interrupted: boolean, latest: readonly Float32Array[]): TrainedModel {
    const { best } = this.#stopping;
    const parameters = best?.parameters ?? latest;
    loadParameters(this.#run.network, parameters);
    const { logits, labels } = this.#run.validationLogits();
    return described({
      architecture: this.#architecture,
      loss: this.#settings.loss,
      binarize: this.#settings.binarize,
      parameters,
      temperature: fitTemperature(logits, labels),
      ...(this.#classNames === undefined ? {} : { classNames: this.#classNames }),
      training: {
        nn: version,
        data: this.#data,
        options: recordOf(this.#settings),
        ...(this.#origin === null ? {} : { origin: this.#origin }),
        ...this.#learnedFrom(),
        history: this.#history,
        epoch: best?.epoch ?? this.#history.length,
        interrupted,
      },
    });
  }

  #learnedFrom(): { readonly teachers?: readonly Ancestor[] } {
    return this.#teachers.length === 0 ? {} : { teachers: this.#teachers };
  }

  /** The digit that almost all images are classified as; null if the network distinguishes digits. */
  get collapsedTo(): number | null {
    return this.#run.collapsedTo();
  }

  /** Frees its memory. */
  close(): void {
    this.#kernels.release();
  }

  #lastGood(): TrainedModel | null {
    return this.#good === null ? null : this.#model(true, this.#good);
  }
}
