import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { measure } from '../../src/evaluation/metrics.ts';
import { reportTools } from '../../src/node/report/tools.ts';
import { sampleCells } from '../../src/report/evaluation/cells.ts';
import { evaluationFigures, evaluationReport } from '../../src/report/evaluation/evaluation-report.ts';
import { draw } from '../../src/report/figure.ts';
import { evaluationFigureNames } from '../../src/report/figure-names.ts';
import { fileTheme } from '../../src/report/theme.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { noise } from '../support/made-digits.ts';
import { hostile, madeEvaluation, madeProbabilities } from './support.ts';

const tools = reportTools();

describe('the images of the cells', () => {
  const labels = Uint8Array.from({ length: 20_000 }, (_, n) => n % 10);

  test('are few where a cell has many, and the most confident mistakes and least confident right answers are among them', () => {
    const probabilities = madeProbabilities(labels, (n) => n % 3 > 0);
    const { confusion } = measure(probabilities, labels);
    const cells = sampleCells(probabilities, labels, confusion);
    expect(cells).toHaveLength(100);
    expect(cells.reduce((sum, { shown }) => sum + shown.length, 0)).toBeLessThanOrEqual(1500);
    for (const { label, answer, count, shown } of cells) {
      expect(count).toBe(confusion[label][answer]);
      const own: number[] = [];
      for (let n = label; n < labels.length; n += 10) {
        const confidence = probabilities[10 * n + answer];
        if (confidence >= 0.4) own.push(confidence);
      }
      own.sort((a, b) => (label === answer ? a - b : b - a));
      expect(shown.map(({ confidence }) => confidence)).toEqual(own.slice(0, shown.length));
    }
  });

  test('are all of them where they are few', () => {
    const few = labels.subarray(0, 300);
    const probabilities = madeProbabilities(few, (n) => n % 10 !== 7);
    const cells = sampleCells(probabilities, few, measure(probabilities, few).confusion);
    for (const { label, answer, count, shown } of cells) {
      expect(shown).toHaveLength(label === answer ? Math.min(count, 18) : count);
    }
  });
});

describe('the report of an evaluation', () => {
  test('has every part, and no markup that a name brought', async () => {
    const measured = madeEvaluation();
    const text = await evaluationReport(measured, tools);
    expect(text).not.toMatch(/<script|<\/style><|undefined|NaN|\[object/);
    for (const part of [
      'Accuracy',
      'Confusion matrix',
      'Each class',
      'Calibration',
      'Most confident mistakes',
      'Robustness',
      'reproduce',
    ]) {
      expect(text).toContain(part);
    }
    const linked = Array.from(text.matchAll(/ href="#(cell-\d-\d)"/g), ([, id]) => id);
    const filled = measured.evaluation.confusion.flat().filter((images) => images > 0);
    expect(linked).toHaveLength(filled.length);
    for (const id of linked) expect(text).toContain(`<section id="${id}"`);
    const { confusion } = measured.evaluation;
    const [, label, answer] = /<section id="cell-(\d)-(\d)" class="first">/.exec(text) ?? [];
    const mistakes = confusion.flatMap((row, n) => row.filter((_, k) => k !== n));
    expect(label).not.toBe(answer); // shown before a cell is selected: the most frequent mistake
    expect(confusion[Number(label)][Number(answer)]).toBe(Math.max(...mistakes));
    expect(await evaluationReport(measured, tools)).toBe(text); // the same evaluation, the same bytes
  });

  test('stays below 2 MB where every image is noise and most are misread', async () => {
    const images = noise(2000);
    const probabilities = madeProbabilities(images.labels, (n) => n % 10 === 0);
    const evaluation = measure(probabilities, images.labels);
    const text = await evaluationReport({ ...madeEvaluation(10), images, probabilities, evaluation }, tools);
    expect(text.length).toBeLessThan(2e6);
    expect(text).toMatch(/A sample: the \d+ most confident of \d+ images/);
  });

  test.skipIf(skippedSlow)(
    'of a million images in one cell shows a sample of them, and says so',
    async () => {
      const measured = madeEvaluation(200);
      const million = 1_000_000;
      const labels = new Uint8Array(million + 1).fill(4);
      const probabilities = new Float32Array(10 * labels.length);
      // The most confident come first, so that a few hundred pictures are enough.
      for (const n of labels.keys()) probabilities[10 * n + (n === 0 ? 4 : 9)] = n < 200 ? 0.9 : 0.5;
      const images = { ...measured.images, labels, count: labels.length };
      const evaluation = measure(probabilities, labels);
      expect(evaluation.confusion[4][9]).toBe(million);
      const text = await evaluationReport({ ...measured, images, probabilities, evaluation }, tools);
      expect(text).toContain('A sample: the 60 most confident of 1,000,000 images');
      expect(text).toContain('wrong (1,000,000)');
      expect(text.length).toBeLessThan(2e5);
    },
  );

  test('has room for an evaluation without a single mistake, of one image', async () => {
    const measured = madeEvaluation(1);
    const text = await evaluationReport({ ...measured, robustness: null }, tools);
    expect(text).toContain('There are none.');
    expect(text).not.toMatch(/NaN|Infinity|undefined/);
  });
});

test('figures that are files of their own are sound XML, in plain colours', () => {
  for (const figure of evaluationFigures(madeEvaluation())) {
    expect(evaluationFigureNames).toContain(figure.name);
    const svg = draw(figure, fileTheme, tools);
    const problems: string[] = [];
    new DOMParser({ onError: (level, message) => problems.push(`${level}: ${message}`) }).parseFromString(
      svg,
      'image/svg+xml',
    );
    expect(problems, figure.name).toEqual([]);
    expect(svg).not.toMatch(/var\(|NaN|undefined|<script/);
    expect(svg).toContain('xmlns="http://www.w3.org/2000/svg"');
    expect(figure.description.length).toBeGreaterThan(20);
  }
  expect(hostile).toContain('<script>'); // which the figures were given as the name of a class
});
