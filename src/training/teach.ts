/**
 * Fine-tunes a model on one person's drawings, mixed with digits that it already knows to prevent catastrophic
 * forgetting (A. Robins, "Catastrophic forgetting, rehearsal and pseudorehearsal", 1995).
 *
 * The same drawings, model and seed give the same model to the last bit, on the command line and in a page.
 */

import { checkOptions, optionNames } from '../check-options.ts';
import { checkImages } from '../dataset/check-images.ts';
import { CLASSES, type Dataset, IMAGE_PIXELS, type LabelledImages } from '../dataset/dataset.ts';
import { pickImages } from '../dataset/pick-images.ts';
import { splitValidation } from '../dataset/split.ts';
import { DataError } from '../errors.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import { checkKernels } from '../matrix/check-kernels.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { formatNetwork } from '../network/format-network.ts';
import { checkModel, type Model } from '../network/model.ts';
import { Random } from '../random.ts';
import type { SettingsInput } from '../settings/training-settings.ts';
import type { AbortSignalLike, TrainingEvent } from './events.ts';
import { train } from './train.ts';

export interface TeachOptions {
  readonly model: Model;
  /** SHA-256 of the model file, in hex: recorded as the origin of the new model. */
  readonly sha256: string;
  /** The drawings, in MNIST's form, and their labels; at least two. */
  readonly drawings: LabelledImages;
  /** The rehearsal data: `train` is mixed in, `test` is evaluated before and after. */
  readonly rehearsal: Dataset;
  readonly kernels: Kernels;
  readonly seed: number;
  readonly signal?: AbortSignalLike;
  readonly onEvent?: (event: TrainingEvent) => void;
}

const knownOptions = optionNames<TeachOptions>({
  model: true,
  sha256: true,
  drawings: true,
  rehearsal: true,
  kernels: true,
  seed: true,
  signal: true,
  onEvent: true,
});

/** Number of correctly classified images, and of all images. */
export interface Score {
  readonly correct: number;
  readonly count: number;
}

export type Verdict = 'better' | 'same' | 'worse';

export interface TeachResult {
  readonly model: Model;
  /** On the held-out drawings. */
  readonly drawings: { readonly before: Score; readonly after: Score };
  /** On the test split of the rehearsal data. */
  readonly test: { readonly before: Score; readonly after: Score };
  readonly verdict: Verdict;
  /** The settings of the fine-tuning, as for `nn train`. */
  readonly settings: SettingsInput;
}

/** Fraction of the drawings held out for validation; at least one drawing. */
const HELD_OUT = 0.25;
/** Number of rehearsed digits: enough to prevent forgetting, few enough to take only seconds. */
const REHEARSED = 4000;
/** Fraction of drawings among the training images, however few there are... */
const DRAWN = 0.15;
/** ... but no drawing is repeated more often than this per epoch, to limit overfitting. */
const MOST_COPIES = 20;
/** Decrease of the test accuracy from which the model counts as worse. */
const TOLERATED = 0.003;

/** A low learning rate, because the model is already trained. */
const settingsFor = (model: Model, seed: number): SettingsInput => ({
  network: formatNetwork(model.architecture, true),
  loss: model.loss,
  optimizer: 'adam',
  lr: 0.0005,
  schedule: 'cosine',
  epochs: 6,
  batchSize: 32,
  labelSmoothing: 0,
  augment: model.binarize ? 'none' : 'affine',
  binarize: model.binarize,
  outliers: 0,
  validation: 0.1,
  patience: 0,
  seed,
});

/**
 * Fine-tunes `model`, and reports whether that helped.
 * @throws UsageError for an unknown option; DataError if there are fewer than two drawings, or nothing to rehearse; otherwise as `train`
 */
export async function teach(options: TeachOptions): Promise<TeachResult> {
  checkOptions(options, knownOptions);
  const { model, sha256, drawings, rehearsal, kernels, seed, signal, onEvent } = options;
  checkModel(model);
  checkKernels(kernels);
  checkImages(drawings, 'drawings');
  if (drawings.count < 2) {
    throw new DataError(
      `teaching needs at least 2 drawings, so that one can be held out, got ${drawings.count}`,
    );
  }
  if (rehearsal.train === null || rehearsal.test === null) {
    throw new DataError(`${rehearsal.name}: needs a training part to rehearse and a test part to measure on`);
  }
  checkImages(rehearsal.train, rehearsal.name);
  const { shown, heldOut } = splitDrawings(drawings, seed);
  const mixture = mix(shown, rehearsal.train, seed);
  const settings = settingsFor(model, seed);
  const dataset: Dataset = {
    name: `${rehearsal.name} and ${drawings.count} drawings`,
    train: mixture,
    test: null,
    ...(model.classNames === undefined ? {} : { classNames: model.classNames }),
  };
  const from = { model, sha256, extend: false };
  const run = train({ ...settings, dataset, kernels, from, ...(signal === undefined ? {} : { signal }) });
  let step = await run.next();
  for (; !step.done; step = await run.next()) onEvent?.(step.value);
  const taught = step.value.model;
  const scoreOf = async (which: Model, images: LabelledImages): Promise<Score> => {
    const { accuracy, count } = await evaluate(which, images, kernels);
    return { correct: Math.round(accuracy * count), count };
  };
  const ofDrawings = { before: await scoreOf(model, heldOut), after: await scoreOf(taught, heldOut) };
  const ofTest = {
    before: await scoreOf(model, rehearsal.test),
    after: await scoreOf(taught, rehearsal.test),
  };
  return {
    model: taught,
    drawings: ofDrawings,
    test: ofTest,
    verdict: verdictOf(ofDrawings, ofTest),
    settings,
  };
}

type BeforeAfter = TeachResult['drawings'];

export function verdictOf(drawings: BeforeAfter, test: BeforeAfter): Verdict {
  const gained = drawings.after.correct - drawings.before.correct;
  const lost = test.before.correct - test.after.correct;
  if (gained < 0 || lost > TOLERATED * test.before.count) return 'worse';
  return gained > 0 ? 'better' : 'same';
}

/** Holds out a quarter of the drawings, by seed, stratified by digit. */
function splitDrawings(
  drawings: LabelledImages,
  seed: number,
): { readonly shown: LabelledImages; readonly heldOut: LabelledImages } {
  const { train: shown, validation } = splitValidation(drawings.labels, HELD_OUT, seed);
  return { shown: pickImages(drawings, shown), heldOut: pickImages(drawings, validation) };
}

/** Repeats the drawings to reach their fraction, and adds a sample of the digits to rehearse. */
function mix(drawings: LabelledImages, rehearsed: LabelledImages, seed: number): LabelledImages {
  const count = Math.min(REHEARSED, rehearsed.count);
  const sample = pickImages(rehearsed, stratifiedSample(rehearsed.labels, count, seed));
  const wanted = (DRAWN / (1 - DRAWN)) * count;
  const copies = Math.min(Math.max(Math.round(wanted / drawings.count), 1), MOST_COPIES);
  const total = count + copies * drawings.count;
  const images = new Uint8Array(total * IMAGE_PIXELS);
  const labels = new Uint8Array(total);
  images.set(sample.images);
  labels.set(sample.labels);
  for (let copy = 0; copy < copies; copy++) {
    const start = count + copy * drawings.count;
    images.set(drawings.images, start * IMAGE_PIXELS);
    labels.set(drawings.labels, start);
  }
  return { count: total, images, labels };
}

/** A sample with equally many images of each class, as far as available; ascending. */
function stratifiedSample(labels: Uint8Array, count: number, seed: number): Int32Array {
  const byClass: number[][] = Array.from({ length: CLASSES }, () => []);
  for (let n = 0; n < labels.length; n++) byClass[labels[n]].push(n);
  for (const [digit, indices] of byClass.entries()) Random.stream(seed, 'rehearsal', digit).shuffle(indices);
  const chosen: number[] = [];
  for (let round = 0; chosen.length < count; round++) {
    for (const indices of byClass)
      if (round < indices.length && chosen.length < count) chosen.push(indices[round]);
  }
  return Int32Array.from(chosen).sort();
}
