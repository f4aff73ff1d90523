/** `nn sweep --report` and `--plots` */

import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import type { SearchedTrial } from '../../report/search/search.ts';
import { searchFigures, searchReport } from '../../report/search/search-report.ts';
import { reproduceArguments } from '../../settings/reproduce-arguments.ts';
import { savePlots } from '../shared/plots-output.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { commandLine } from '../terminal/shell.ts';
import { inOrder, isDone } from './output.ts';
import type { Result } from './results.ts';

interface Searched {
  readonly folder: string;
  /** Its name; null if it is only known after a trial. */
  readonly data: string | null;
  /** At least one is finished or has diverged. */
  readonly results: readonly Result[];
  /** As typed. */
  readonly command: string;
}

/** Writes the requested outputs: a report, figures, or both. */
export async function writeSearch(
  { report, plots }: { readonly report: string | undefined; readonly plots: string | undefined },
  { folder, data, results, command }: Searched,
  console: Console,
): Promise<void> {
  const tools = reportTools();
  const finished = inOrder(results).filter(({ status }) => status !== 'open');
  const [best] = finished.filter(isDone);
  const name = best?.data ?? data;
  const search = {
    folder: printable(folder),
    data: name === null ? null : printable(name),
    trials: finished.map((result) => trialOf(result, name)),
    open: results.length - finished.length,
    facts: [
      ...(best === undefined ? [] : ([['Best model', `${best.model}, SHA-256 ${best.sha256}`]] as const)),
      ['Command', command, 'command'],
    ],
  } as const;
  if (report !== undefined) await writeReport(report, await searchReport(search, tools));
  if (plots !== undefined) await savePlots(plots, searchFigures(search), tools, console);
}

function trialOf(result: Result, data: string | null): SearchedTrial {
  const { trial, varied, options } = result;
  const again = options === null || data === null ? null : reproduceArguments(options, data);
  const done = isDone(result);
  return {
    ...{ trial, varied },
    accuracy: done ? result.validationAccuracy : null,
    loss: done ? result.validationLoss : null,
    epochs: done ? result.epochs : null,
    command: again === null ? null : commandLine(...again),
  };
}
