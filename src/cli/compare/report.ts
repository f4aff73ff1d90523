/** `nn compare --report` */

import { datasetHash } from '../../dataset/hash.ts';
import { writeReport } from '../../node/report/files.ts';
import { reportTools } from '../../node/report/tools.ts';
import { type ComparedModels, comparisonReport } from '../../report/comparison/comparison-report.ts';

interface Compared extends Omit<ComparedModels, 'facts'> {
  readonly paths: readonly [string, string];
  /** Of the models' files. */
  readonly hashes: readonly [string, string];
  /** The command as typed. */
  readonly command: string;
}

export async function writeComparison(report: string, compared: Compared): Promise<void> {
  const { paths, hashes, data, images, command } = compared;
  const facts: ComparedModels['facts'] = [
    ['A', `${paths[0]}, SHA-256 ${hashes[0]}`],
    ['B', `${paths[1]}, SHA-256 ${hashes[1]}`],
    ['Images', `${data}, SHA-256 ${await datasetHash(images)}`],
    ['Compared by', command, 'command'],
  ];
  await writeReport(report, await comparisonReport({ ...compared, facts }, reportTools()));
}
