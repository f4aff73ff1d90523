/** Checks before training that the model can be written, so that nothing is lost afterwards. */

import { closeSync, existsSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { SystemError, UsageError } from '../../errors.ts';
import type { Model } from '../../network/model.ts';
import { explainSystemError } from '../../node/files.ts';
import { temporaryPath } from '../../node/temporary-files.ts';
import { checkpointPath } from '../train/checkpoints.ts';
import { DEFAULT_MODEL } from './defaults.ts';

/** The output file exists, and was not written by this run. */
export class OutputExistsError extends UsageError {}

/**
 * Throws a UsageError that says why the output cannot be written. Creates the default folder if necessary, but no
 * other.
 */
export function checkOutput(path: string, force: boolean): void {
  const folder = dirname(path);
  if (path === DEFAULT_MODEL) {
    // not `recursive`, which hides that a file system is read-only
    if (!existsSync(folder))
      attempt(`--out: the folder ${folder} cannot be created`, () => mkdirSync(folder));
  }
  const file = checkTarget(path, '--out', 'mnist.json');
  if (file && !force) {
    throw new OutputExistsError(
      `--out: ${path} exists already; add --force to replace it, or choose another with --out`,
    );
  }
  tryToWrite(path, '--out');
}

/**
 * Whether a file exists at the path given by a flag, in an existing folder.
 * @param example a file name to suggest if a folder was given
 * @throws UsageError if something else exists there, or the folder is missing
 */
export function checkTarget(path: string, flag: string, example: string): boolean {
  const folder = dirname(path);
  const there = statOf(folder, flag);
  if (there === undefined) {
    throw new UsageError(`${flag}: the folder ${folder} does not exist; make it first, or choose another`);
  }
  if (!there.isDirectory()) throw new UsageError(`${flag}: ${folder} is not a folder`);
  const file = statOf(path, flag);
  if (file?.isDirectory())
    throw new UsageError(`${flag}: ${path} is a folder; give a file, such as ${join(path, example)}`);
  if (file !== undefined && !file.isFile()) throw new UsageError(`${flag}: ${path} is not a regular file`);
  return file !== undefined;
}

/**
 * Tests by writing, which detects more than permissions: a full or read-only disk, a name that is too long. @throws
 * UsageError
 */
export function tryToWrite(path: string, flag: string): void {
  const trial = temporaryPath(path);
  attempt(`${flag}: ${path} cannot be written`, () => {
    closeSync(openSync(trial, 'wx'));
    unlinkSync(trial);
  });
}

/** `path`, or, if another run has created that file in the meantime, the first free name next to it. */
export function freeOutput(path: string, force: boolean): string {
  if (force || !existsSync(path)) return path;
  const extension = extname(path);
  const stem = join(dirname(path), basename(path, extension));
  let number = 2;
  while (existsSync(`${stem}-${number}${extension}`)) number++;
  return `${stem}-${number}${extension}`;
}

export interface SavedModel {
  readonly path: string;
  readonly sha256: string;
}

/**
 * Writes a model to `path`, or next to it as `freeOutput` decides.
 * @throws SystemError if that fails; it names the file in the system's temporary folder to which the model was
 *   written instead, or says what to do if that failed too
 */
export async function saveModel(path: string, force: boolean, model: Model): Promise<SavedModel> {
  const { writeModel } = await import('../../node/model-store.ts');
  const free = freeOutput(path, force);
  try {
    return { path: free, ...(await writeModel(free, model)) };
  } catch (error) {
    const rescue = join(tmpdir(), `nn-${process.pid}.json`);
    const rescued = await writeModel(rescue, model).catch(() => null);
    if (!(error instanceof SystemError)) throw error;
    const kept = `it is kept in ${rescue} instead`;
    const lost = `nor can ${rescue} be written: ${howToGoOn(path)}`;
    throw new SystemError(`${error.message}; ${rescued === null ? lost : kept}`, { cause: error });
  }
}

function howToGoOn(out: string): string {
  const resumes = existsSync(checkpointPath(out));
  return resumes
    ? 'free some space, and finish the run with --resume'
    : 'free some space, and run this again';
}

function statOf(path: string, flag: string): ReturnType<typeof statSync> {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(`${flag}: ${path} cannot be reached (${explainSystemError(error)})`, {
      cause: error,
    });
  }
}

export function attempt(message: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw new UsageError(`${message} (${explainSystemError(error)})`, { cause: error });
  }
}
