/** The output of `nn sweep`: a table of results, and the best one. */

import { ranked } from '../../training/search.ts';
import type { Paint } from '../terminal/colour.ts';
import { percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import { rows } from '../terminal/tables.ts';
import type { Diverged, Done, Open, Result } from './results.ts';

const MOST_ROWS = 30;

export const isDone = (result: Result): result is Done => result.status === 'done';

/** Best first; those without an accuracy last. */
export function inOrder(results: readonly Result[]): Result[] {
  const others = results.filter((result): result is Diverged | Open => !isDone(result));
  return [...ranked(results.filter(isDone)), ...others];
}

export function sweepTable(results: readonly Result[], paint: Paint): string {
  const ordered = inOrder(results);
  const names = [...new Set(results.flatMap(({ varied }) => Object.keys(varied)))];
  const head = ['trial', ...names, 'validation', 'loss', 'epochs'].map((name) => paint.bold(printable(name)));
  const body = ordered.slice(0, MOST_ROWS).map((result, k) => {
    const cells = names.map((name) => printable(String(result.varied[name] ?? '-')));
    const [accuracy, ...more] = outcome(result, paint);
    return [
      String(result.trial),
      ...cells,
      k === 0 && isDone(result) ? paint.green(accuracy) : accuracy,
      ...more,
    ];
  });
  const left = ordered.length - body.length;
  return rows(head, body) + (left > 0 ? `\n and ${left} more; --json has them all` : '');
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
