/** Computes the metrics of an evaluation from probabilities and labels. */

import { CLASSES } from '../dataset/dataset.ts';
import { ModelError } from '../errors.ts';
import { log } from '../matrix/float32.ts';
import { answer } from './batches.ts';
import { RunningCalibration } from './calibration.ts';
import { degenerateClass } from './degenerate.ts';
import type { ClassMetrics, Evaluation, Mistake } from './evaluation.ts';
import { wilsonInterval } from './statistics.ts';

/** Lower bound of probabilities, so that a single bad answer cannot make the loss infinite: 2^-126. */
const LEAST = 2 ** -126;
const MOST_MISTAKES = 20;

/**
 * @param probabilities N x 10
 * @param labels N bytes, at least one
 * @throws ModelError if a probability is NaN
 */
export function measure(probabilities: Float32Array, labels: Uint8Array): Evaluation {
  const count = labels.length;
  const answers = answersOf(probabilities);
  const calibration = new RunningCalibration();
  const confusion = Array.from({ length: CLASSES }, () => new Array<number>(CLASSES).fill(0));
  const mistakes: Mistake[] = [];
  let loss = 0;
  let correct = 0;
  let nearly = 0; // the label was the second most likely class
  for (let n = 0; n < count; n++) {
    const label = labels[n];
    const digit = answers[n];
    const confidence = probabilities[n * CLASSES + digit];
    confusion[label][digit]++;
    calibration.add(confidence, digit === label);
    loss -= log(Math.max(probabilities[n * CLASSES + label], LEAST));
    if (digit === label) {
      correct++;
      continue;
    }
    if (isSecond(probabilities, n, label)) nearly++;
    mistakes.push({ index: n, label, answer: digit, confidence });
  }
  if (!Number.isFinite(loss)) {
    throw new ModelError('the loss of the model is not finite: its weights are too large');
  }
  return {
    count,
    loss: loss / count,
    calibrationError: calibration.error,
    accuracy: correct / count,
    interval: wilsonInterval(correct, count),
    top2Accuracy: (correct + nearly) / count,
    confusion,
    perClass: classMetrics(confusion),
    reliability: calibration.bins,
    mistakes: mistakes
      .sort((a, b) => b.confidence - a.confidence || a.index - b.index)
      .slice(0, MOST_MISTAKES),
    collapsedTo: degenerateClass(answers, labels),
  };
}

/** The most likely class of each image; the first one in case of ties. probabilities: or logits, N x 10. */
export function answersOf(probabilities: Float32Array): Uint8Array {
  const answers = new Uint8Array(probabilities.length / CLASSES);
  for (let n = 0; n < answers.length; n++) answers[n] = answer({ data: probabilities }, n);
  return answers;
}

/** Whether exactly one class ranks before this one: it is more likely, or equally likely with a smaller index. */
function isSecond(probabilities: Float32Array, n: number, label: number): boolean {
  const own = probabilities[n * CLASSES + label];
  let before = 0;
  for (let c = 0; c < CLASSES; c++) {
    const other = probabilities[n * CLASSES + c];
    if (other > own || (other === own && c < label)) before++;
  }
  return before === 1;
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
