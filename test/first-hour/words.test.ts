/** What is printed in rare cases, in the words of the field. */

import { expect, test } from 'vitest';
import { comparisonLines } from '../../src/cli/compare/output.ts';
import { plainPaint } from '../../src/cli/terminal/colour.ts';
import { Console, OutputStream } from '../../src/cli/terminal/console.ts';
import { printResult, reportEvent } from '../../src/cli/train/output.ts';
import { compareAnswers } from '../../src/evaluation/compare.ts';
import type { StopReason } from '../../src/training/early-stopping.ts';
import type { TrainingResult } from '../../src/training/train.ts';

/** What goes to either stream, in a pipe. */
function printed(print: (console: Console) => void): string {
  let text = '';
  const write = (chunk: string): boolean => {
    text += chunk;
    return true;
  };
  const stream = new OutputStream({ write } as unknown as NodeJS.WriteStream, plainPaint, {});
  print(new Console(stream, stream, { quiet: false, json: false }, true));
  return text;
}

test.each<[StopReason, string]>([
  ['epochs', ''],
  ['interrupted', '; interrupted'],
  ['patience', '; early stopping: the validation loss fell no further (--patience)'],
  ['target-accuracy', '; target accuracy reached (--target-accuracy)'],
  ['tolerance', '; converged: no weight changed by more than --tolerance'],
  ['time-budget', '; time budget reached (--time-budget)'],
])('training that ends because of %s', (stopped, words) => {
  const result = { validationAccuracy: 0.98, epochs: 4, seconds: 12.3, stopped } as TrainingResult;
  expect(printed((console) => printResult(result, 'a.json', console))).toBe(
    `Validation accuracy 98.00% after 4 epochs in 12.3 s${words}\nModel a.json\n`,
  );
});

test('a training with images that show no digit', () => {
  const start = {
    event: 'start',
    data: 'mnist-10k',
    train: 8100,
    validation: 900,
    outliers: 810,
    teachers: 0,
    styles: 0,
    network: '784-10',
    parameters: 7850,
    seed: 1,
    threads: 2,
    backend: 'simd',
  } as const;
  expect(printed((console) => reportEvent(start, 1, {}, console, null))).toBe(
    '8,100 training and 900 validation images, 810 non-digit (out-of-distribution) images\n' +
      'Network 784-10: 7,850 parameters; seed 1; simd, 2 threads\n',
  );
});

test('a difference that may be chance', () => {
  const labels = new Uint8Array(100).fill(1);
  const wrong = (from: number, to: number): Uint8Array => labels.slice().fill(0, from, to);
  const lines = comparisonLines(
    ['a', 'b'],
    'digits',
    compareAnswers(wrong(0, 8), wrong(4, 9), labels),
    [],
    new OutputStream(process.stdout, plainPaint, {}),
  );
  expect(lines).toContain('Both correct 91, only A 1, only B 4, neither 4');
  expect(lines.join('\n')).toMatch(
    /^A - B: -3\.00 points \(95% interval: [+-][\d.]+ to [+-][\d.]+\); not significant \(p = 0\.38\)$/m,
  );
});
