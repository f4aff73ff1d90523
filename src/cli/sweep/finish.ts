/** Finishes a sweep: prints the table, and saves the best model. */

import { existsSync } from 'node:fs';
import { DivergedError, ModelError, SystemError } from '../../errors.ts';
import { limits } from '../../limits/limits.ts';
import { explainSystemError, readBounded, sha256Of, writeAtomic } from '../../node/files.ts';
import { ranked } from '../../training/search.ts';
import { defined } from '../shared/flags.ts';
import { evaluationStep, stepLines } from '../shared/next-steps.ts';
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
  /** The name of their data; null if it is only known after a trial. */
  readonly data: string | null;
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
  { folder, data, out, replaces, call }: Finish,
  console: Console,
): Promise<number> {
  checkJudges(results);
  const [best] = ranked(results.filter(isDone));
  if (results.length > 0) console.result(sweepTable(results, console.out));
  const model = best === undefined ? null : await copyModel(best, out, replaces);
  const written = await reportSweep(results, { folder, data, call }, console);
  if (best === undefined || model === null) throw withoutBest(results, written, console);
  const { trial, validationAccuracy, sha256, varied } = best;
  console.object({
    ...{ event: 'done', best: trial, model, sha256, validationAccuracy },
    ...written,
    results: listed(results),
  });
  const { paint } = console.out;
  const settings = Object.keys(varied).length === 0 ? '' : `: ${printable(words(varied))}`;
  const accuracy = paint.bold(percent(validationAccuracy));
  console.result(console.out.prose(`Best validation accuracy ${accuracy}, trial ${trial}${settings}`));
  console.result(`Model ${paint.bold(printable(model))}`);
  if (written.report !== undefined) tellReport(written.report, console);
  await printNextStep(best, model, results.length, console);
  return 0;
}

interface Written {
  readonly report?: string;
  readonly plots?: string;
}

/**
 * Writes the requested outputs: a report, figures, or both, of the trials that have finished so far.
 * @returns what was written: nothing where none has finished
 */
export async function reportSweep(
  results: readonly Result[],
  { folder, data, call }: Pick<Finish, 'folder' | 'data' | 'call'>,
  console: Console,
): Promise<Written> {
  const { report, plots } = call.flags;
  if (report === undefined && plots === undefined) return {};
  if (results.every(({ status }) => status === 'open')) return {};
  const { writeSearch } = await import('./report.ts');
  const command = typedCommand('sweep', call.line);
  await writeSearch({ report, plots }, { folder, data, results, command }, console);
  return defined({ report, plots });
}

const listed = (results: readonly Result[]): object[] => inOrder(results).map(publicResult);

function withoutBest(results: readonly Result[], written: Written, console: Console): Error {
  console.object({ event: 'done', best: null, ...written, results: listed(results) });
  if (written.report !== undefined) tellReport(written.report, console);
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
  const step = await evaluationStep(data, undefined, model);
  console.info(`Next, as best-of-${trials} validation accuracy is optimistic:`);
  console.infoLines(stepLines([step], console.err));
}
