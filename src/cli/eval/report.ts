/** `nn eval --report` and `--plots`: additional measurements, and how to reproduce them. */

import { readFile } from 'node:fs/promises';
import { datasetHash } from '../../dataset/hash.ts';
import type { Kernels } from '../../matrix/kernels.ts';
import { formatNetwork } from '../../network/format-network.ts';
import type { Model } from '../../network/model.ts';
import { sha256Of } from '../../node/files.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import {
  evaluationFigures,
  evaluationReport,
  type MeasuredModel,
} from '../../report/evaluation/evaluation-report.ts';
import { occlusionsOf } from '../../report/evaluation/occlusions.ts';
import type { ReportTools } from '../../report/tools.ts';
import { reproduceTraining } from '../../settings/reproduce-arguments.ts';
import { savePlots } from '../shared/plots-output.ts';
import type { Console } from '../terminal/console.ts';
import { commandLine } from '../terminal/shell.ts';

type Facts = MeasuredModel['facts'];

export interface Evaluated extends Omit<MeasuredModel, 'facts' | 'occlusions'> {
  readonly paths: readonly string[];
  readonly models: readonly Model[];
  /** The command as typed. */
  readonly command: string;
}

/** Writes the requested outputs: a report, figures, or both. */
export async function writeEvaluation(
  { report, plots }: { readonly report: string | undefined; readonly plots: string | undefined },
  evaluated: Evaluated,
  kernels: Kernels,
  console: Console,
): Promise<void> {
  const tools = reportTools();
  if (report !== undefined) await writeReport(report, await reportOf(evaluated, tools, kernels));
  if (plots !== undefined) await savePlots(plots, evaluationFigures(evaluated), tools, console);
}

async function reportOf(evaluated: Evaluated, tools: ReportTools, kernels: Kernels): Promise<string> {
  const { models, evaluation, images } = evaluated;
  const occlusions = await occlusionsOf(models, evaluation.mistakes, images, kernels);
  return evaluationReport({ ...evaluated, occlusions, facts: await factsOf(evaluated) }, tools);
}

async function factsOf({ paths, models, data, images, command }: Evaluated): Promise<Facts> {
  const facts: [string, string, 'command'?][] = [];
  for (const [n, { architecture, training }] of models.entries()) {
    const again = training === undefined ? null : reproduceTraining(training);
    facts.push(
      ['Model', paths[n]],
      ['SHA-256', sha256Of(await readFile(paths[n]))],
      ['Network', formatNetwork(architecture)],
      ...(again === null
        ? []
        : [['Training', commandLine(...again), 'command'] as [string, string, 'command']]),
    );
  }
  return [
    ...facts,
    ['Images', `${data}, SHA-256 ${await datasetHash(images)}`],
    ['Command', command, 'command'],
  ];
}
