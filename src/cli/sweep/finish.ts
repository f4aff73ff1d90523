/** Finishes a sweep: prints the table, and saves the best model. */

import { existsSync } from 'node:fs';
import { DivergedError, ModelError, SystemError } from '../../errors.ts';
import { limits } from '../../limits/limits.ts';
import { explainSystemError, readBounded, sha256Of, writeAtomic } from '../../node/files.ts';
import { ranked } from '../../training/search.ts';
import { defined } from '../shared/flags.ts';
import { evaluationStep } from '../shared/next-steps.ts';
import { freeOutput } from '../shared/output-path.ts';
import { tellReport } from '../shared/report-flags.ts';
import { typedCommand } from '../shared/typed-command.ts';
import type { Console } from '../terminal/console.ts';
import { counted, percent } from '../terminal/numbers.ts';
import { printable } from '../terminal/printable.ts';
import type { SweepCall } from './flags.ts';
import { inOrder, isDone, publicResult, sweepTable } from './output.ts';
import { words } from './plan.ts';
import { checkJudges, type Done, type Result } from './results.ts';

/** Whether a file is a copy of one of these models, possibly saved by an earlier run of the sweep. */
export async function isAmong(path: string, results: readonly Result[]): Promise<boolean> {
  if (!existsSync(path)) return false;
  const bytes = await readBounded(path, limits.model.fileBytes).catch(() => null);
  if (bytes === null) return false;
  const sha256 = sha256Of(bytes);
  return results.some(
    (result) =>
      (result.status === 'done' && result.sha256 === sha256) ||
      (result.status === 'open' && result.lost === sha256),
  );
}

export interface Finish {
  /** The folder of the trials. */
  readonly folder: string;
  /** The path of the best model, and whether it may replace another one. */
  readonly out: string;
  readonly replaces: boolean;
  readonly call: SweepCall;
}

/**
 * Prints the table, saves the best model, and writes the report.
 * @throws DivergedError if all trials diverged; ModelError if none is finished, or not all were validated on the same
 *   images
 */
export async function finish(
  results: readonly Result[],
  { folder, out, replaces, call }: Finish,
  console: Console,
): Promise<number> {
  checkJudges(results);
  const [best] = ranked(results.filter(isDone));
  if (results.length > 0) console.result(sweepTable(results, console.out.paint));
  if (best === undefined) throw withoutBest(results, console);
  const model = await copyModel(best, out, replaces);
  const { trial, validationAccuracy, sha256, varied } = best;
  const { report, plots } = call.flags;
  if (report !== undefined || plots !== undefined) {
    const { writeSearch } = await import('./report.ts');
    const searched = { folder, results, best, command: typedCommand('sweep', call.line) };
    await writeSearch({ report, plots }, searched, console);
  }
  console.object({
    ...{ event: 'done', best: trial, model, sha256, validationAccuracy },
    ...defined({ report, plots }),
    results: listed(results),
  });
  const { paint } = console.out;
  const settings = Object.keys(varied).length === 0 ? '' : `: ${printable(words(varied))}`;
  console.result(
    `Best validation accuracy ${paint.bold(percent(validationAccuracy))}, trial ${trial}${settings}`,
  );
  console.result(`Model ${paint.bold(printable(model))}`);
  if (report !== undefined) tellReport(report, console);
  await printNextStep(best, model, results.length, console);
  return 0;
}

const listed = (results: readonly Result[]): object[] => inOrder(results).map(publicResult);

function withoutBest(results: readonly Result[], console: Console): Error {
  console.object({ event: 'done', best: null, results: listed(results) });
  const diverged = results.filter(({ status }) => status === 'diverged').length;
  if (diverged === 0) return new ModelError('there is no finished model');
  return new DivergedError(
    `no model: ${counted(diverged, 'trial')} of ${results.length} diverged; try lower learning rates (--param "lr=...")`,
  );
}

async function copyModel(best: Done, out: string, replaces: boolean): Promise<string> {
  const path = freeOutput(out, replaces);
  try {
    const bytes = await readBounded(best.model, limits.model.fileBytes);
    if (sha256Of(bytes) !== best.sha256) throw new Error('it has just been changed');
    await writeAtomic(path, [bytes]);
  } catch (error) {
    throw new SystemError(
      `${path}: cannot save the best model, ${best.model}: ${explainSystemError(error)}`,
      {
        cause: error,
      },
    );
  }
  return path;
}

async function printNextStep({ data }: Done, model: string, trials: number, console: Console): Promise<void> {
  const [line, text] = await evaluationStep(data, undefined, model);
  console.info(`Next, as best-of-${trials} validation accuracy is optimistic:`);
  console.info(`  ${console.err.paint.cyan(line)}  ${text}`);
}
