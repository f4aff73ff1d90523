/** What reports are made of, made up, with names that are markup. */

import { compareAnswers } from '../../src/evaluation/compare.ts';
import { explain } from '../../src/evaluation/explain.ts';
import { answersOf, measure } from '../../src/evaluation/metrics.ts';
import type { RobustnessRow } from '../../src/evaluation/robustness.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { Random } from '../../src/random.ts';
import type { ComparedModels } from '../../src/report/comparison/comparison-report.ts';
import type { MeasuredModel } from '../../src/report/evaluation/evaluation-report.ts';
import type { ExplainedImage } from '../../src/report/explanation/explanation-report.ts';
import type { InspectedModel } from '../../src/report/inspection/inspection-report.ts';
import type { Search, SearchedTrial } from '../../src/report/search/search.ts';
import type { TrainingRun } from '../../src/report/training/training-report.ts';
import { firstLayerOf } from '../../src/report/weights.ts';
import { madeImages } from '../support/made-digits.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';

export const hostile = `</style><script>alert(1)</script>&"'`;

/** N x 10: of a net that is right where `isRight` says so, and else takes a digit for the next one, more or less sure. */
export function madeProbabilities(labels: Uint8Array, isRight: (n: number) => boolean): Float32Array {
  const random = Random.stream(1, 'probabilities');
  const all = new Float32Array(labels.length * 10);
  for (const [n, label] of labels.entries()) {
    const confidence = Math.fround(0.4 + 0.59 * random.uniform());
    const answer = isRight(n) ? label : (label + 1 + random.below(9)) % 10;
    for (let c = 0; c < 10; c++) all[10 * n + c] = c === answer ? confidence : (1 - confidence) / 9;
  }
  return all;
}

const robustness: readonly RobustnessRow[] = [
  { change: 'none', amount: null, count: 500, accuracy: 0.9, worst: 0.9 },
  { change: 'shift', amount: 1, count: 4000, accuracy: 0.8, worst: 0.7 },
  { change: 'shift', amount: 2, count: 4000, accuracy: 0.6, worst: 0.5 },
  { change: 'scale', amount: 0.8, count: 500, accuracy: 0.85, worst: 0.85 },
  { change: 'inversion', amount: null, count: 500, accuracy: 0.1, worst: 0.1 },
];

export function madeEvaluation(count = 500): MeasuredModel {
  const images = madeImages(count);
  const probabilities = madeProbabilities(images.labels, (n) => n % 10 !== 3 || n % 20 === 3);
  return {
    model: `models/${hostile}.json`,
    data: hostile,
    images,
    nameOf: (label) => (label === 3 ? hostile : `class ${label}`),
    evaluation: measure(probabilities, images.labels),
    probabilities,
    robustness,
    occlusions: null,
    warning: [],
    facts: [['Measured by', `nn eval --data '${hostile}'`, 'command']],
  };
}

export function madeTraining(epochs: number): TrainingRun {
  const { architecture, parameters } = smallModel();
  const layer = firstLayerOf(architecture, parameters);
  return {
    model: `models/${hostile}.json`,
    start: {
      ...{ event: 'start', data: hostile, train: 90, validation: 10, styles: 0, outliers: 0, teachers: 0 },
      ...{ network: '784-2-10', parameters: 1600, seed: 1, threads: 1, backend: 'simd' },
    },
    epochs,
    history: Array.from({ length: epochs }, (_, n) => ({
      ...{ epoch: n + 1, loss: 2 / (n + 1), accuracy: 0.9 },
      ...{ validationLoss: 2.5 / (n + 1), validationAccuracy: 0.97 },
    })),
    speeds: Array.from({ length: epochs }, (_, n) => ({ epoch: n + 1, speed: 40_000 + (n % 7) * 1000 })),
    learningRates: Array.from({ length: epochs }, (_, n) => 0.003 * (1 - n / epochs)),
    best: null,
    seconds: 3725.2,
    running: false,
    gap: 'augmentation',
    note: '',
    settings: [{ name: '--hidden', value: hostile, usual: '256' }],
    weights: layer === null ? null : { before: layer, now: { ...layer, total: 64 } },
    facts: [['Typed', `nn train --data '${hostile}'`, 'command']],
  };
}

/** @param count of the images, of which each model misreads one in ten that the other reads */
export function madeComparison(count: number): ComparedModels {
  const images = madeImages(count);
  const first = madeProbabilities(images.labels, (n) => n % 10 !== 3);
  const second = madeProbabilities(images.labels, (n) => n % 10 !== 4);
  return {
    models: [`${hostile}.json`, 'b.json'],
    data: hostile,
    images,
    nameOf: (label) => (label === 3 ? hostile : `class ${label}`),
    comparison: compareAnswers(answersOf(first), answersOf(second), images.labels),
    probabilities: [first, second],
    verdict: 'No difference.',
    valid: true,
    facts: [['Compared by', `nn compare '${hostile}'`, 'command']],
  };
}

export function madeInspection(): InspectedModel {
  return { name: `${hostile}.json`, model: everyLayerModel(), facts: [['File', hostile]] };
}

/** Accuracy follows `lr` alone; every seventh trial diverged. */
export function madeSearch(count: number): Search {
  const random = Random.stream(2, 'search');
  const trials = Array.from({ length: count }, (_, n): SearchedTrial => {
    const lr = Number((0.001 + 0.1 * random.uniform()).toPrecision(4));
    const varied = { lr, hidden: random.below(2) === 0 ? 64 : '64,32', [hostile]: random.below(2) };
    const command = `nn train --lr ${lr} --data '${hostile}'`;
    if (n % 7 === 6) return { trial: n + 1, varied, accuracy: null, loss: null, epochs: null, command };
    return { trial: n + 1, varied, accuracy: 0.99 - lr, loss: lr, epochs: 3, command };
  }).sort((a, b) => (b.accuracy ?? -1) - (a.accuracy ?? -1));
  return { folder: hostile, data: hostile, trials, open: 0, facts: [['Searched by', hostile, 'command']] };
}

export async function madeExplanation(): Promise<ExplainedImage> {
  const images = madeImages(30);
  const pixels = images.images.slice(0, 784);
  const kernels = new ReferenceKernels();
  const explanation = await explain(everyLayerModel(), pixels, kernels, { among: images, nearest: 5 });
  const nameOf = (): string => hostile;
  return {
    ...{ image: hostile, model: hostile, pixels, explanation, nameOf },
    among: { name: hostile, images, learntFrom: false, labelName: nameOf },
    facts: [['Explained by', hostile, 'command']],
  };
}
