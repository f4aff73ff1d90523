/** The output of `nn train`: progress, result, and the next command. */

import { trainingGap } from '../../report/training/gap.ts';
import type { TrainingSettings } from '../../settings/training-settings.ts';
import type { StopReason } from '../../training/early-stopping.ts';
import type { EpochEvent, ProgressEvent, StartEvent } from '../../training/events.ts';
import type { TrainingResult } from '../../training/train.ts';
import { DEFAULT_MODEL } from '../shared/defaults.ts';
import { SHIPPED, shippedPath } from '../shared/model-path.ts';
import { evaluationStep, type Step, stepLines } from '../shared/next-steps.ts';
import type { Console } from '../terminal/console.ts';
import { count, counted, duration, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import type { ProgressBar } from '../terminal/progress.ts';
import { commandLine } from '../terminal/shell.ts';

export function reportEvent(
  event: StartEvent | ProgressEvent | EpochEvent,
  epochs: number,
  pictures: object,
  console: Console,
  bar: ProgressBar | null,
): void {
  if (event.event === 'progress') {
    bar?.update({
      label: `epoch ${String(event.epoch).padStart(String(epochs).length)}/${epochs}`,
      done: (event.epoch - 1) * event.total + event.done,
      total: epochs * event.total,
      samplesPerSecond: event.samplesPerSecond,
      loss: event.loss,
    });
    return;
  }
  console.object(event.event === 'start' ? { ...event, ...pictures } : event);
  console.info(event.event === 'start' ? startLines(event) : epochLine(event, epochs, console));
}

function startLines(event: StartEvent): string {
  return [
    `${count(event.train)} training and ${counted(event.validation, 'validation image')}` +
      (event.styles === 0 ? '' : `, ${count(event.styles)} drawn in other styles`) +
      (event.outliers === 0 ? '' : `, ${count(event.outliers)} non-digit (out-of-distribution) images`),
    `Network ${event.network}: ${count(event.parameters)} parameters; seed ${event.seed}; ` +
      `${event.backend}, ${counted(event.threads, 'thread')}`,
  ].join('\n');
}

function epochLine(event: EpochEvent, epochs: number, console: Console): string {
  const { paint, terminal, columns } = console.err;
  const number = String(event.epoch).padStart(String(epochs).length);
  const { validationLoss, validationAccuracy } = event;
  const parts = [
    `epoch ${number}/${epochs}`,
    `loss ${event.loss.toFixed(4)}`,
    `accuracy ${percent(event.accuracy).padStart(6)}`,
    ...(validationLoss === null ? [] : [`val loss ${validationLoss.toFixed(4)}`]),
    ...(validationAccuracy === null ? [] : [`val accuracy ${percent(validationAccuracy)}`]),
    duration(event.seconds),
    `${count(event.samplesPerSecond)} images/s`,
  ];
  while (terminal && parts.length > 1 && parts.join('  ').length > columns) parts.pop();
  return parts.map((part) => (part.startsWith('val accuracy') ? paint.bold(part) : part)).join('  ');
}

export const stopTexts: Readonly<Record<StopReason, string>> = {
  epochs: '',
  interrupted: '; interrupted',
  patience: '; early stopping: the validation loss fell no further (--patience)',
  'target-accuracy': '; target accuracy reached (--target-accuracy)',
  tolerance: '; converged: no weight changed by more than --tolerance',
  'time-budget': '; time budget reached (--time-budget)',
};

export function printResult(result: TrainingResult, model: string, console: Console): void {
  const { paint } = console.out;
  const { validationAccuracy, epochs, seconds, stopped } = result;
  const accuracy =
    validationAccuracy === null
      ? 'Trained'
      : `Validation accuracy ${paint.bold(percent(validationAccuracy))}`;
  const end = `in ${duration(seconds)}${stopTexts[stopped]}`;
  console.result(console.out.prose(`${accuracy} after ${counted(epochs, 'epoch')} ${end}`));
  console.result(`Model ${paint.bold(printable(model))}`);
}

/** Prints the curves of loss and accuracy, only on a terminal. */
export async function printCurve({ model }: TrainingResult, console: Console): Promise<void> {
  if (!console.out.terminal || !console.err.terminal || console.quiet || console.json) return;
  const { curveLines } = await import('./curve.ts');
  const { columns, paint } = console.err;
  const lines = curveLines(model.training.history, columns, paint, console.blocks);
  if (lines.length > 0) console.infoLines(['', ...lines, ''].join('\n'));
}

export function printTrainingGap(
  { model }: TrainingResult,
  settings: TrainingSettings,
  console: Console,
): void {
  const { history, teachers = [] } = model.training;
  const reasons = trainingGap(history, settings, teachers.length);
  if (reasons === '') return;
  const text = `Why training looks worse: ${reasons} (validation has none)`;
  console.info(console.err.paint.dim(text));
}

/** Advice if a model gives the same answer for almost all images. */
export function printDegenerate(
  { collapsedTo, interrupted, model }: TrainingResult,
  lr: number,
  console: Console,
): void {
  if (collapsedTo === null || interrupted) return;
  const name = printable(model.classNames?.[collapsedTo] ?? String(collapsedTo));
  const lower = Number((lr / 10).toPrecision(6)); // 0.07, not 0.06999999999999999
  console.info(
    `${console.err.paint.yellow('Warning:')} the model collapsed to one class: nearly all answers are ` +
      `${name}. Try a lower learning rate (--lr ${lower}), more --epochs, or another --seed`,
  );
}

export async function printNextSteps(
  data: string,
  dataDir: string | undefined,
  model: string,
  teachers: readonly string[],
  result: TrainingResult,
  console: Console,
): Promise<void> {
  const onModel = model === DEFAULT_MODEL ? [] : ['--model', model];
  const lines: Step[] = [
    await evaluationStep(data, dataDir, model),
    [commandLine('predict', ...onModel, 'photo.png'), 'read the digit in your own picture'],
  ];
  if (model === DEFAULT_MODEL && result.model.classNames === undefined && shippedPath() !== null) {
    lines.push([commandLine('predict', '--model', SHIPPED, 'photo.png'), 'compare with the bundled model']);
  }
  const { unlabelledTest } = await import('../../node/dataset/open.ts');
  const rows = await unlabelledTest(data);
  if (rows !== null) {
    const line = commandLine('predict', ...onModel, rows, '--out', 'submission.csv');
    lines.push([line, 'answer its test images, which have no labels']);
  }
  if (result.interrupted) {
    const out = model === DEFAULT_MODEL ? [] : ['--out', model];
    const again = teachers.flatMap((teacher) => ['--teacher', teacher]);
    lines.push([commandLine('train', '--resume', ...out, ...again), 'finish the training']);
  }
  console.infoLines(`Next:\n${stepLines(lines, console.err)}`);
}
