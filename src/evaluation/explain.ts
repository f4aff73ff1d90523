/** Explains the prediction for an image by activations, occlusion, and the nearest training images. */

import { checkOptions, optionNames } from '../check-options.ts';
import { IMAGE_PIXELS, type LabelledImages } from '../dataset/dataset.ts';
import { checkArgument, DataError } from '../errors.ts';
import { checkKernels } from '../matrix/check-kernels.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { checkModel, loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { type Prediction, toPrediction } from '../network/predict.ts';
import { activationsOf, type LayerActivation } from './activations.ts';
import { type Neighbour, nearestImages } from './nearest.ts';
import type { Occlusion } from './occlusion.ts';
import { occlusionsWith } from './occlusion-maps.ts';
import { outputsOf } from './outputs.ts';

export interface Explanation {
  readonly prediction: Prediction;
  /** The second most likely digit. */
  readonly runnerUp: { readonly digit: number; readonly name?: string; readonly confidence: number };
  /** From the first layer to the last, whose outputs are the logits. */
  readonly activations: readonly LayerActivation[];
  readonly occlusion: Occlusion;
  /** The nearest first; empty if no images were given to search. */
  readonly nearest: readonly Neighbour[];
}

export interface ExplainOptions {
  /** The images to search for the nearest ones: the training images, or other labelled images. */
  readonly among?: LabelledImages;
  /** The number of nearest images; 8 by default. */
  readonly nearest?: number;
  /** Side of the occluding square, in pixels: 1 to 28, 5 by default. */
  readonly window?: number;
  /** Called with the number of images of `among` searched, several times a second. */
  readonly onProgress?: (done: number) => void;
}

export const explainDefaults = { nearest: 8, window: 5 } as const;

const knownOptions = optionNames<ExplainOptions>({
  among: true,
  nearest: true,
  window: true,
  onProgress: true,
});

const BATCH = 256;

/**
 * @param pixels 784 bytes in MNIST's form: 0 is paper, 255 is ink
 * @throws UsageError for an unknown option; RangeError if an argument is out of range; DataError if there are no images to search; ModelError if
 *   weights are so large that the output is not finite
 */
export async function explain(
  model: Model,
  pixels: Uint8Array,
  kernels: Kernels,
  options: ExplainOptions = {},
): Promise<Explanation> {
  checkModel(model);
  checkArgument(typeof pixels?.length === 'number', 'pixels', `${IMAGE_PIXELS} bytes`, pixels);
  checkKernels(kernels);
  checkOptions(options, knownOptions);
  const { among, nearest = explainDefaults.nearest, window = explainDefaults.window } = options;
  if (pixels.length !== IMAGE_PIXELS) {
    throw new RangeError(`pixels must be ${IMAGE_PIXELS} bytes, got ${pixels.length}`);
  }
  checkWhole('nearest', nearest, 0, Number.MAX_SAFE_INTEGER);
  checkWhole('window', window, 1, 28);
  if (among?.count === 0) throw new DataError('there are no images to search for the nearest ones');

  const scope = kernels.scope();
  try {
    return await explainWith(scope, model, pixels, { ...options, nearest, window });
  } finally {
    scope.release();
  }
}

async function explainWith(
  kernels: Kernels,
  model: Model,
  pixels: Uint8Array,
  {
    among,
    nearest,
    window,
    onProgress,
  }: ExplainOptions & Required<Pick<ExplainOptions, 'nearest' | 'window'>>,
): Promise<Explanation> {
  const network = new Network(kernels, model.architecture, BATCH, model.loss);
  loadParameters(network, model.parameters);
  const plain = await outputsOf(
    network,
    model,
    { count: 1, images: pixels, labels: new Uint8Array(1) },
    kernels,
  );
  const activations = activationsOf(network);
  const prediction = toPrediction(Array.from(plain.probabilities), model.classNames);
  const [occlusion] = await occlusionsWith(network, model, [pixels], kernels, { window, step: 1 });
  return {
    prediction,
    runnerUp: runnerUpOf(prediction, model),
    activations,
    occlusion,
    nearest:
      among === undefined || nearest === 0
        ? []
        : await nearestImages(network, model, pixels, among, nearest, kernels, onProgress),
  };
}

function checkWhole(name: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  throw new RangeError(`${name} must be a whole number from ${from} to ${to}, got ${value}`);
}

function runnerUpOf({ digit, probabilities }: Prediction, model: Model): Explanation['runnerUp'] {
  const others = probabilities.map((probability, k) => (k === digit ? -1 : probability));
  const confidence = Math.max(...others);
  const second = others.indexOf(confidence);
  const name = model.classNames?.[second];
  return { digit: second, ...(name === undefined ? {} : { name }), confidence };
}
