/** How good a model is on labelled images. */

import { CLASSES, type LabelledImages } from '../dataset/dataset.ts';
import { DataError, ModelError } from '../errors.ts';
import { log } from '../matrix/float32.ts';
import type { Kernels } from '../matrix/kernels.ts';
import { loadParameters, type Model } from '../network/model.ts';
import { Network } from '../network/network.ts';
import { answer, Batches, breathe } from './batches.ts';
import { CalibrationTally } from './calibration.ts';
import type { ClassMetrics, Evaluation } from './evaluation.ts';

const BATCH = 256;
const TURN_MS = 40;
/** A probability is never taken as less, so that one bad answer cannot make the loss infinite: 2^-126. */
const LEAST = 2 ** -126;

/**
 * Runs the model over all the images.
 * @param onProgress told the number of images done, a few times a second
 * @throws DataError where there is no image; ModelError where the net's weights are so large that its loss is not finite
 */
export async function evaluate(
  model: Model,
  images: LabelledImages,
  kernels: Kernels,
  onProgress: (done: number) => void = () => {},
): Promise<Evaluation> {
  if (images.count === 0) throw new DataError('there are no images to evaluate on');
  const network = new Network(kernels, model.architecture, BATCH);
  loadParameters(network, model.parameters);
  const batches = new Batches(kernels, images, BATCH);
  const order = kernels.integers(images.count);
  for (let n = 0; n < images.count; n++) order[n] = n;

  const probabilities = kernels.matrix(BATCH, CLASSES);
  const calibration = new CalibrationTally();
  let loss = 0;
  let correct = 0;
  const confusion = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
  let turn = performance.now();
  for (let start = 0; start < images.count; start += BATCH) {
    batches.load(order, start);
    network.probabilities(probabilities, batches.x, model.temperature);
    network.finish();
    for (let n = 0; n < batches.x.rows; n++) {
      const label = batches.labels[n];
      const digit = answer(probabilities, n);
      confusion[label][digit]++;
      if (digit === label) correct++;
      calibration.add(probabilities.data[n * CLASSES + digit], digit === label);
      loss -= log(Math.max(probabilities.data[n * CLASSES + label], LEAST));
    }
    if (performance.now() - turn < TURN_MS) continue;
    onProgress(start + batches.x.rows);
    await breathe();
    turn = performance.now();
  }
  if (!Number.isFinite(loss)) {
    throw new ModelError('the model gives no finite loss: its weights are too large');
  }
  return {
    count: images.count,
    loss: loss / images.count,
    calibrationError: calibration.error,
    accuracy: correct / images.count,
    interval: wilsonInterval(correct, images.count),
    confusion,
    perClass: classMetrics(confusion),
  };
}

/**
 * The 95% interval of a share: where `successes` of `count` were seen, the true share lies in it 19 times of 20.
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
 */
export function wilsonInterval(successes: number, count: number): [low: number, high: number] {
  const z = 1.959963984540054; // the 97.5% quantile of the normal distribution
  const share = successes / count;
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  const scale = 1 + (z * z) / count;
  return [Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale)];
}

/** Precision, recall and F1 of each class from confusion[label][answer]. */
export function classMetrics(confusion: readonly (readonly number[])[]): ClassMetrics[] {
  return confusion.map((row, digit) => {
    const hits = row[digit];
    const support = row.reduce((sum, count) => sum + count, 0);
    const answered = confusion.reduce((sum, other) => sum + other[digit], 0);
    const precision = answered === 0 ? null : hits / answered;
    const recall = support === 0 ? null : hits / support;
    const f1 = support + answered === 0 ? null : (2 * hits) / (support + answered);
    return { digit, support, precision, recall, f1 };
  });
}
