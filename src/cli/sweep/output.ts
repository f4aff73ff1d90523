/** The output of `nn sweep`: a table of results, and the best one. */

import { stripVTControlCharacters } from 'node:util';
import { ranked } from '../../training/search.ts';
import type { Paint } from '../terminal/colour.ts';
import type { OutputStream } from '../terminal/console.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { rows } from '../terminal/tables.ts';
import { words } from './plan.ts';
import type { Diverged, Done, Open, Result } from './results.ts';

const MOST_ROWS = 30;

/** The most important first. */
const MEASURES = ['validation', 'loss', 'epochs'] as const;

export const isDone = (result: Result): result is Done => result.status === 'done';

/** Best first; those without an accuracy last. */
export function inOrder(results: readonly Result[]): Result[] {
  const others = results.filter((result): result is Diverged | Open => !isDone(result));
  return [...ranked(results.filter(isDone)), ...others];
}

/** Leaves out the last columns, then lists the settings in words, if that fits a terminal better. */
export function sweepTable(results: readonly Result[], out: OutputStream): string {
  const { paint, terminal, columns } = out;
  const ordered = inOrder(results);
  const shown = ordered.slice(0, MOST_ROWS);
  const names = [...new Set(results.flatMap(({ varied }) => Object.keys(varied)))];
  const outcomes = shown.map((result, k) => {
    const [accuracy, ...more] = outcome(result, paint);
    return [k === 0 && isDone(result) ? paint.green(accuracy) : accuracy, ...more];
  });
  const table = (settings: readonly string[], measures: readonly string[]): string =>
    rows(
      ['trial', ...settings, ...measures].map((name) => paint.bold(printable(name))),
      shown.map(({ trial, varied }, k) => [
        String(trial),
        ...settings.map((name) => printable(String(varied[name] ?? '-'))),
        ...outcomes[k].slice(0, measures.length),
      ]),
    );
  const fits = (text: string): boolean => !terminal || widthOf(text) <= columns;
  const fitting = [MEASURES.length, 2, 1].map((count) => table(names, MEASURES.slice(0, count))).find(fits);
  const listed = (): string => {
    const [head, ...lines] = table([], MEASURES.slice(0, 1)).split('\n');
    const settings = shown.map(({ varied }) => printable(words(varied)));
    const texts = [
      `${head}  ${paint.bold('settings')}`,
      ...lines.map((line, k) => `${line}  ${settings[k]}`),
    ];
    return texts.map((text) => out.prose(text, widthOf(head) + 2)).join('\n');
  };
  const left = ordered.length - shown.length;
  return (fitting ?? listed()) + (left > 0 ? `\n and ${left} more; --json has them all` : '');
}

function widthOf(text: string): number {
  const lines = stripVTControlCharacters(text).split('\n');
  return Math.max(...lines.map((line) => line.length));
}

function outcome(result: Result, paint: Paint): string[] {
  if (!isDone(result)) {
    return [result.status === 'diverged' ? paint.yellow('diverged') : paint.dim('not finished'), '', ''];
  }
  const { validationAccuracy, validationLoss, epochs } = result;
  return [percent(validationAccuracy), validationLoss.toFixed(4), String(epochs)];
}

/** The form for `--json`. */
export function publicResult(result: Result): object {
  const { trial, status, varied: settings } = result;
  if (result.status === 'diverged') return { trial, status, settings, message: result.message };
  if (!isDone(result)) return { trial, status, settings };
  const { validationAccuracy, validationLoss, epochs, model, sha256 } = result;
  return { trial, status, settings, validationAccuracy, validationLoss, epochs, model, sha256 };
}
