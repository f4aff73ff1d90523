/** `nn explain --report` and `--plots` */

import { readFile } from 'node:fs/promises';
import { sha256Of } from '../../node/files.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import { explanationFigures, explanationReport } from '../../report/explanation/explanation-report.ts';
import { modelName } from '../shared/model-path.ts';
import { savePlots } from '../shared/plots-output.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import type { Explained } from './output.ts';

/** Writes the requested outputs: a report, figures, or both. @param command as typed */
export async function writeExplanation(
  { report, plots }: { readonly report: string | undefined; readonly plots: string | undefined },
  { image, model, view, explanation, among, labelName }: Explained,
  command: string,
  console: Console,
): Promise<void> {
  const tools = reportTools();
  const { pixels } = view;
  const explained = {
    ...{ image: printable(image), model: printable(modelName(model)), pixels, explanation, among },
    nameOf: labelName,
    facts: [
      ['Model', `${model}, SHA-256 ${sha256Of(await readFile(model))}`],
      ['Command', command, 'command'],
    ],
  } as const;
  if (report !== undefined) await writeReport(report, await explanationReport(explained, tools));
  if (plots !== undefined) await savePlots(plots, explanationFigures(explained), tools, console);
}
