/** Checks before training that logs can be written to the folder of `--log-dir`. */

import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../errors.ts';
import { explainSystemError } from '../../node/files.ts';
import { makeFolder } from '../../node/make-folder.ts';
import { attempt, tryToWrite } from '../shared/output-path.ts';

/** TensorBoard shows each subfolder as a run, and curves of the same name in one chart. */
export const runNames = ['train', 'validation'] as const;
export type RunName = (typeof runNames)[number];

/** The columns, with the names of `--json`. */
export const csvHead: string = `${[
  ...['epoch', 'loss', 'accuracy', 'validationLoss', 'validationAccuracy'],
  ...['learningRate', 'seconds', 'samplesPerSecond'],
].join(',')}\n`;

export const csvPath = (folder: string): string => join(folder, 'metrics.csv');

/**
 * TensorBoard requires `tfevents` in the name, and reads files in the order of their names. @param seconds since 1970
 */
export function eventPath(folder: string, run: RunName, seconds: number): string {
  return join(folder, run, `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, '0')}${OURS}`);
}

const OURS = '.nn';
const MOST_CSV_BYTES = 64 * 2 ** 20;

/**
 * Creates the folder and its parents.
 * @param epochs completed before this training; 0 for one that was killed before its first
 *   checkpoint, null for a new one, for which existing logs are an error
 * @returns the lines of `metrics.csv` for these epochs
 * @throws UsageError if it cannot be created or written to, or contains logs and `force` is not set
 */
export function prepareLogDir(folder: string, epochs: number | null, force: boolean): readonly string[] {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there !== undefined && !there.isDirectory())
    throw new UsageError(`--log-dir: ${folder} is not a folder`);
  const rows = csvRows(folder);
  const logs = runNames.flatMap((run) => eventFiles(join(folder, run)));
  if (epochs !== null && rows !== 'foreign') {
    if (epochs === 0) removeOurs(folder, logs);
    makeFolders(folder);
    return rows.filter((row) => Number.parseInt(row, 10) <= epochs);
  }
  const [first] = rows === 'foreign' || rows.length > 0 ? [csvPath(folder), ...logs] : logs;
  if (first !== undefined && !force) {
    throw new UsageError(
      `--log-dir: ${first} exists already; add --force to replace the logs there, or choose another folder`,
    );
  }
  removeOurs(folder, logs);
  makeFolders(folder);
  return [];
}

function removeOurs(folder: string, logs: readonly string[]): void {
  attempt(`--log-dir: the logs in ${folder} cannot be removed`, () => {
    for (const path of logs) if (path.endsWith(OURS)) rmSync(path);
  });
}

function makeFolders(folder: string): void {
  for (const run of runNames) {
    attempt(`--log-dir: the folder ${folder} cannot be created`, () => makeFolder(join(folder, run)));
  }
  for (const place of [csvPath(folder), ...runNames.map((run) => join(folder, run, 'events'))])
    tryToWrite(place, '--log-dir');
}

function eventFiles(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const names = readdirSync(folder).filter((name) => name.includes('tfevents'));
  return names.sort().map((name) => join(folder, name));
}

/** Complete rows, without the header; `foreign` if the file was not written by nn. */
function csvRows(folder: string): readonly string[] | 'foreign' {
  const path = csvPath(folder);
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    if (there === undefined) return [];
    if (!there.isFile() || there.size > MOST_CSV_BYTES) return 'foreign';
    const text = readFileSync(path, 'utf8');
    if (!text.startsWith(csvHead)) return 'foreign';
    return text.slice(csvHead.length).split('\n').slice(0, -1);
  } catch (error) {
    throw new UsageError(`--log-dir: ${path} cannot be read (${explainSystemError(error)})`, {
      cause: error,
    });
  }
}
