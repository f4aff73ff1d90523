/** `nn inspect --report` and `--plots` */

import { readFile } from 'node:fs/promises';
import type { Model } from '../../network/model.ts';
import { sha256Of } from '../../node/files.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import {
  type InspectedModel,
  inspectionFigures,
  inspectionReport,
} from '../../report/inspection/inspection-report.ts';
import { modelName } from '../shared/model-path.ts';
import { savePlots } from '../shared/plots-output.ts';
import type { Console } from '../terminal/console.ts';
import { count } from '../terminal/numbers.ts';

interface Inspected {
  readonly path: string;
  readonly model: Model;
  /** The command that reproduces it, if there is one. */
  readonly again: string | null;
}

/** Writes the requested outputs: a report, figures, or both. */
export async function writeInspection(
  { report, plots }: { readonly report: string | undefined; readonly plots: string | undefined },
  { path, model, again }: Inspected,
  console: Console,
): Promise<void> {
  const tools = reportTools();
  if (plots !== undefined) await savePlots(plots, inspectionFigures(model), tools, console);
  if (report === undefined) return;
  const { training } = model;
  const facts: InspectedModel['facts'] = [
    ['File', path],
    ['SHA-256', sha256Of(await readFile(path))],
    ...(training === undefined
      ? ([['Origin', 'unknown: the file does not say']] as const)
      : ([
          [
            'Data',
            `${training.data.name}: ${count(training.data.train)} training and ${count(training.data.validation)} validation images`,
          ],
          ['SHA-256 of the data', training.data.hash],
          ['Trained by', `nn ${training.nn}${training.interrupted ? ', interrupted before its end' : ''}`],
        ] as const)),
    ...(again === null ? [] : ([['To train it again', again, 'command']] as const)),
  ];
  await writeReport(report, await inspectionReport({ name: modelName(path), model, facts }, tools));
}
