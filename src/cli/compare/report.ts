/** `nn compare --report` and `--plots` */

import { datasetHash } from '../../dataset/hash.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import {
  type ComparedModels,
  comparisonFigures,
  comparisonReport,
} from '../../report/comparison/comparison-report.ts';
import { savePlots } from '../shared/plots-output.ts';
import type { Console } from '../terminal/console.ts';

interface Compared extends Omit<ComparedModels, 'facts'> {
  readonly paths: readonly [string, string];
  /** SHA-256 of the model files. */
  readonly hashes: readonly [string, string];
  /** The command as typed. */
  readonly command: string;
}

/** Writes the requested outputs: a report, figures, or both. */
export async function writeComparison(
  { report, plots }: { readonly report: string | undefined; readonly plots: string | undefined },
  compared: Compared,
  console: Console,
): Promise<void> {
  const tools = reportTools();
  if (plots !== undefined) await savePlots(plots, comparisonFigures(compared), tools, console);
  if (report === undefined) return;
  const { paths, hashes, data, images, command } = compared;
  const facts: ComparedModels['facts'] = [
    ['A', `${paths[0]}, SHA-256 ${hashes[0]}`],
    ['B', `${paths[1]}, SHA-256 ${hashes[1]}`],
    ['Images', `${data}, SHA-256 ${await datasetHash(images)}`],
    ['Command', command, 'command'],
  ];
  await writeReport(report, await comparisonReport({ ...compared, facts }, tools));
}
