/** `nn inspect --report` */

import { readFile } from 'node:fs/promises';
import type { Model } from '../../network/model.ts';
import { sha256Of } from '../../node/files.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import { type InspectedModel, inspectionReport } from '../../report/inspection/inspection-report.ts';
import { modelName } from '../shared/model-path.ts';
import { count } from '../terminal/numbers.ts';

/** @param again the command that trains it again, where there is one */
export async function writeInspection(
  report: string,
  path: string,
  model: Model,
  again: string | null,
): Promise<void> {
  const { training } = model;
  const facts: InspectedModel['facts'] = [
    ['File', path],
    ['Its SHA-256', sha256Of(await readFile(path))],
    ...(training === undefined
      ? ([['Origin', 'unknown: the file does not say']] as const)
      : ([
          [
            'Data',
            `${training.data.name}: ${count(training.data.train)} to train, ${count(training.data.validation)} to validate`,
          ],
          ['Its SHA-256', training.data.hash],
          ['Trained by', `nn ${training.nn}${training.interrupted ? ', interrupted before its end' : ''}`],
        ] as const)),
    ...(again === null ? [] : ([['Train it again', again, 'command']] as const)),
  ];
  await writeReport(report, await inspectionReport({ name: modelName(path), model, facts }, reportTools()));
}
