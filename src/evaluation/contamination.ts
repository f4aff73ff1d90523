/**
 * Detects test-set contamination: whether a model was trained on the images that it is evaluated on, from the
 * provenance in its file.
 */

import { EMBEDDED_NAME } from '../dataset/packed-digits.ts';
import { checkArgument } from '../errors.ts';
import { type Ancestor, ancestorsOf, type Model, type Provenance } from '../network/model.ts';

/** A split used for evaluation. */
export interface MeasuredSplit {
  /** The name of its data set. */
  readonly data: string;
  /** `datasetHash` of its images. */
  readonly hash: string;
}

/** `datasetHash` of the training images of MNIST, of which the first 10,000 are mnist-10k. */
const MNIST_TRAIN_HASH = 'edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b';

/** The same of the 57,000 that `models/shown-digits.ts` writes, on which the bundled model was trained. */
const SHOWN_HASH = 'ed6440a1edd9744277e04ec8c45263644ff0458ed594d95ddd37d4f3b857a126';

/** Of MNIST, whatever the name of its folder. */
function isMnist(name: string, hash: string): boolean {
  return name === 'mnist' || hash === MNIST_TRAIN_HASH;
}

/**
 * Why an evaluation of `model` on that split is not valid: a phrase such as `it was trained on these images`; null if
 * no reason is known. A model of unknown origin may still have been trained on them.
 */
export function contamination(model: Model, measured: MeasuredSplit): string | null {
  checkArgument(typeof model === 'object' && model !== null, 'model', 'a model', model);
  checkArgument(typeof measured?.hash === 'string', 'measured', 'the name and the hash of data', measured);
  const { training } = model;
  if (training === undefined) return null;
  const own = includes(training.data, measured);
  if (own !== null) return `it was trained on ${own}`;
  return inherited(training, measured);
}

/** Why, because of the models that it began as or learned from. */
function inherited({ origin, teachers = [] }: Provenance, measured: MeasuredSplit): string | null {
  const reasonIn = (ancestor: Ancestor | undefined): string | undefined =>
    ancestor?.data?.map((source) => includes(source, measured)).find((reason) => reason !== null) ??
    undefined;
  const began = reasonIn(origin);
  if (began !== undefined) return `it began as a model trained on ${began}`;
  const learned = teachers.map(reasonIn).find((reason) => reason !== undefined);
  return learned === undefined ? null : `it learned from a model trained on ${learned}`;
}

/** How validation images are chosen. */
export interface ValidationChoice {
  readonly seed: number;
  /** Fraction of the images. */
  readonly validation: number;
}

/**
 * Why validation of a training that starts from the weights of `parent`, or learns from its outputs, is not valid: a
 * phrase such as `it was trained on these images`; null if no reason is known. The same images split with the same
 * seed and fraction have the same validation images, which the parent has not been trained on.
 *
 * @param measured all images of the training, before the split
 */
export function validationContamination(
  parent: Model,
  measured: MeasuredSplit,
  { seed, validation }: ValidationChoice,
): string | null {
  const { training } = parent;
  if (training === undefined || validation === 0) return null;
  const { options } = training;
  const sameSplit = options.seed === seed && options.validation === validation;
  if (training.data.hash === measured.hash && sameSplit) return inherited(training, measured);
  return contamination(parent, measured) ?? partly(training, measured);
}

/** Why, because some of the measured images were trained on. */
function partly(training: Provenance, measured: MeasuredSplit): string | null {
  if (!isMnist(measured.data, measured.hash)) return null;
  const all = [training.data, ...ancestorsOf(training).flatMap(({ data = [] }) => data)];
  if (all.some(({ hash }) => hash === SHOWN_HASH)) return `it was trained on most of ${measured.data}`;
  const isPart = all.some(({ name }) => name === EMBEDDED_NAME);
  return isPart ? `it was trained on ${EMBEDDED_NAME}, which is part of ${measured.data}` : null;
}

/** How images trained on include those measured; null if they are not known to. */
function includes(
  source: Pick<MeasuredSplit, 'hash'> & { readonly name: string },
  measured: MeasuredSplit,
): string | null {
  if (source.hash === measured.hash) return 'these images';
  if (measured.data !== EMBEDDED_NAME) return null;
  if (isMnist(source.name, source.hash)) return `${source.name}, which includes ${EMBEDDED_NAME}`;
  return source.hash === SHOWN_HASH ? `most of mnist, which includes most of ${EMBEDDED_NAME}` : null;
}
