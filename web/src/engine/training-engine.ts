/** The training worker: trains and fine-tunes, and keeps a checkpoint so that closing the tab loses nothing. */

import { modelBytes, openPackageDigits } from './assets.ts';
import {
  deleteCheckpoint,
  isStoreInUse,
  loadCheckpoint,
  saveCheckpoint,
  withStore,
} from './checkpoint-store.ts';
import * as nn from './library.ts';
import { PageError } from './page-error.ts';
import type {
  ModelSource,
  PageData,
  PageSettings,
  PageTrainingEvent,
  TaughtModel,
  TrainedModel,
  WeightImages,
} from './protocol.ts';

type Listener = (event: PageTrainingEvent) => void;

/** Number of first-layer units shown during training. */
const SHOWN_UNITS = 48;
const MISTAKES = 24;
/** The default seed of `nn teach`. */
const TEACH_SEED = 1;

interface Run {
  readonly settings: PageSettings;
  readonly dataset: nn.Dataset;
  /** Whether the data is the visitor's. */
  readonly isOwn: boolean;
  /** Whether checkpoints are kept. */
  readonly keeps: boolean;
  readonly resume?: nn.Checkpoint;
  readonly onEvent: Listener;
}

export class TrainingEngine {
  #kernels: Promise<nn.Kernels> | null = null;
  #data: nn.Dataset | null = null;
  #stop: AbortController | null = null;
  #paused: { readonly promise: Promise<void>; readonly release: () => void } | null = null;

  train(settings: PageSettings, onEvent: Listener): Promise<TrainedModel> {
    const own = this.#data;
    return this.#controlled(() =>
      withStore(async (keeps) =>
        this.#run({
          settings,
          dataset: own ?? (await this.#packageDigits()),
          isOwn: own !== null,
          keeps: keeps && own === null,
          onEvent,
        }),
      ),
    );
  }

  /** The epoch after which an earlier training on the bundled digits was interrupted; null if there is none. */
  async unfinishedRun(): Promise<number | null> {
    const checkpoint = (await isStoreInUse()) ? null : await loadCheckpoint();
    return checkpoint === null ? null : checkpoint.history.length;
  }

  continueRun(onEvent: Listener): Promise<TrainedModel> {
    return this.#controlled(() =>
      withStore(async (keeps) => {
        const resume = keeps ? await loadCheckpoint() : null;
        if (resume === null) throw new PageError('there is no training to go on with, or another tab does');
        return this.#run({
          settings: {},
          dataset: await this.#packageDigits(),
          isOwn: false,
          keeps,
          resume,
          onEvent,
        });
      }),
    );
  }

  discardRun(): Promise<void> {
    return deleteCheckpoint();
  }

  pause(): void {
    if (this.#paused !== null) return;
    let release = (): void => {};
    const promise = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#paused = { promise, release };
  }

  resume(): void {
    this.#paused?.release();
    this.#paused = null;
  }

  /** Stops the training and keeps the model so far. */
  stop(): void {
    this.#stop?.abort();
    this.resume();
  }

  async openData(files: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Promise<PageData> {
    this.#data = await nn.readDataFiles(files, nn.decodeImage);
    const { name, train, test, pictures } = this.#data;
    return {
      name,
      train: train?.count ?? 0,
      test: test?.count ?? 0,
      refused: pictures?.refused.map(({ error }) => error.message) ?? [],
    };
  }

  closeData(): void {
    this.#data = null;
  }

  async teach(
    source: ModelSource,
    drawings: readonly { readonly label: number; readonly pixels: Uint8Array }[],
    onProgress: (fraction: number) => void,
  ): Promise<TaughtModel> {
    const bytes = await modelBytes(source);
    const model = nn.parseModel(new TextDecoder().decode(bytes), 'the model');
    // in the order in which `nn teach` reads the exported folder: by digit, then by time
    const sorted = [...drawings].sort((a, b) => a.label - b.label);
    const images = new Uint8Array(sorted.length * 784);
    for (const [n, { pixels }] of sorted.entries()) images.set(pixels, n * 784);
    const labels = Uint8Array.from(sorted, ({ label }) => label);
    const result = await nn.teach({
      model,
      sha256: await nn.sha256Of(bytes),
      drawings: { count: sorted.length, images, labels },
      rehearsal: await this.#packageDigits(),
      kernels: await this.#open(),
      seed: TEACH_SEED,
      onEvent: (event) => {
        if (event.event === 'progress')
          onProgress((event.epoch - 1 + event.done / event.total) / event.epochs);
      },
    });
    const file = modelFile(result.model);
    const { verdict, drawings: scores, test } = result;
    return { bytes: file, sha256: await nn.sha256Of(file), verdict, drawings: scores, test };
  }

  /** Can be paused and stopped from the start, while data is still being loaded. */
  async #controlled(run: () => Promise<TrainedModel>): Promise<TrainedModel> {
    if (this.#stop !== null) throw new PageError('a training is running already');
    this.#stop = new AbortController();
    this.#paused = null;
    try {
      return await run();
    } finally {
      this.#stop = null;
    }
  }

  async #run({ settings, dataset, isOwn, keeps, resume, onEvent }: Run): Promise<TrainedModel> {
    const kernels = await this.#open();
    let weights: WeightImages | null = null;
    const { epochs } = resume?.settings ?? nn.completeSettings(settings as nn.SettingsInput);
    const run = nn.train({
      ...(settings as nn.SettingsInput),
      dataset,
      kernels,
      ...(this.#stop === null ? {} : { signal: this.#stop.signal }),
      ...(resume === undefined ? {} : { resume }),
      onCheckpoint: (checkpoint) => {
        weights = firstLayer(checkpoint);
        if (keeps) void saveCheckpoint(checkpoint);
      },
    });
    let result: nn.TrainingResult;
    try {
      await this.#unpaused();
      let step = await run.next();
      for (; !step.done; step = await run.next()) {
        report(step.value, epochs, resume, weights, onEvent);
        await this.#unpaused();
      }
      result = step.value;
    } catch (error) {
      // going on would diverge again
      if (keeps && error instanceof nn.DivergedError) await deleteCheckpoint();
      throw error;
    }
    if (keeps) await deleteCheckpoint();
    return this.#finished(result, dataset, isOwn);
  }

  async #finished(result: nn.TrainingResult, dataset: nn.Dataset, isOwn: boolean): Promise<TrainedModel> {
    const { model, epochs, interrupted, validationAccuracy } = result;
    const bytes = modelFile(model);
    return {
      bytes,
      sha256: await nn.sha256Of(bytes),
      command: isOwn || interrupted ? null : commandOf(model),
      epochs,
      interrupted,
      validationAccuracy,
      test: dataset.test === null ? null : await this.#tested(model, dataset.test),
    };
  }

  async #tested(model: nn.Model, test: nn.LabelledImages): Promise<NonNullable<TrainedModel['test']>> {
    const { count, accuracy, confusion, mistakes } = await nn.evaluate(model, test, await this.#open());
    return {
      count,
      accuracy,
      confusion,
      mistakes: mistakes.slice(0, MISTAKES).map(({ index, label, answer: digit, confidence }) => ({
        pixels: test.images.slice(index * 784, (index + 1) * 784),
        label,
        digit,
        confidence,
      })),
    };
  }

  #unpaused(): Promise<void> {
    return this.#paused?.promise ?? Promise.resolve();
  }

  #open(): Promise<nn.Kernels> {
    this.#kernels ??= nn.createKernels();
    return this.#kernels;
  }

  async #packageDigits(): Promise<nn.Dataset> {
    return openPackageDigits();
  }
}

/** The equivalent command line; the page's settings are only names and numbers, except for lists of layers. */
function commandOf({ training }: nn.Model): string | null {
  const args = training === undefined ? null : nn.reproduceTraining(training);
  if (args === null) return null;
  return ['nn', ...args].map((word) => (/^[\w.,:/=-]+$/.test(word) ? word : `"${word}"`)).join(' ');
}

function modelFile(model: nn.Model): Uint8Array {
  return new TextEncoder().encode([...nn.formatModel(model)].join(''));
}

function report(
  event: nn.TrainingEvent,
  epochs: number,
  resume: nn.Checkpoint | undefined,
  weights: WeightImages | null,
  onEvent: Listener,
): void {
  switch (event.event) {
    case 'start': {
      const { train, validation, network, parameters } = event;
      onEvent({ event: 'start', epochs, train, validation, network, parameters });
      for (const record of resume?.history ?? []) onEvent({ event: 'epoch', ...record, weights: null });
      break;
    }
    case 'progress': {
      const { epoch, epochs, done, total, loss, samplesPerSecond } = event;
      onEvent({ event: 'progress', epoch, epochs, total, fraction: done / total, loss, samplesPerSecond });
      break;
    }
    case 'epoch': {
      const { epoch, loss, accuracy, validationLoss, validationAccuracy } = event;
      onEvent({ event: 'epoch', epoch, loss, accuracy, validationLoss, validationAccuracy, weights });
    }
  }
}

/** The first layer's weights: 28x28 per neuron for pixels, or the window of each filter. */
function firstLayer({ arrays, settings }: nn.Checkpoint): WeightImages | null {
  const [weights, bias] = arrays.parameters;
  const [layer] = nn.architectureOf(settings);
  const units = Math.min(bias.length, SHOWN_UNITS);
  if (layer.kind === 'conv2d') {
    const [height, width] = layer.kernel;
    const size = height * width;
    return {
      height,
      width,
      values: Array.from({ length: units }, (_, n) => weights.slice(n * size, (n + 1) * size)),
    };
  }
  if (layer.kind !== 'dense') return null;
  const picture = (unit: number): Float32Array =>
    Float32Array.from({ length: 784 }, (_, pixel) => weights[pixel * bias.length + unit]);
  return { height: 28, width: 28, values: Array.from({ length: units }, (_, unit) => picture(unit)) };
}
