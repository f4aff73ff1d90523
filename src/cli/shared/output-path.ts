/** Where a trained model goes: found out before training whether it can, so that nothing is lost after it. */

import { closeSync, existsSync, mkdirSync, openSync, statSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { SystemError, UsageError } from '../../errors.ts';
import type { Model } from '../../network/model.ts';
import { explainSystemError } from '../../node/files.ts';
import { temporaryPath } from '../../node/temporary-files.ts';
import { checkpointPath } from '../train/checkpoints.ts';
import { DEFAULT_MODEL } from './defaults.ts';

/** A file is in the way that this run did not make. */
export class OutputExistsError extends UsageError {}

/** Throws a UsageError that says what is in the way. Makes the folder of the default path, and no other. */
export function checkOutput(path: string, force: boolean): void {
  const folder = dirname(path);
  if (path === DEFAULT_MODEL) {
    // not `recursive`, which hides that a disk is read-only
    if (!existsSync(folder)) attempt(`--out: the folder ${folder} cannot be made`, () => mkdirSync(folder));
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
 * Whether there is a file at a path that a flag names, in a folder that exists.
 * @param example a name for a file, where a folder was given
 * @throws UsageError where something else is there, or the folder is missing
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

/** A trial says more than permissions do: a full or read-only disk, a name that is too long. @throws UsageError */
export function tryToWrite(path: string, flag: string): void {
  const trial = temporaryPath(path);
  attempt(`${flag}: ${path} cannot be written`, () => {
    closeSync(openSync(trial, 'wx'));
    unlinkSync(trial);
  });
}

/** `path`, or, if another run has made that file meanwhile, the first free name next to it. */
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
 * Writes a model to `path`, or next to it where `freeOutput` says so.
 * @throws SystemError where that fails after all; it names the file in the system's temporary folder that the model
 *   went to instead, or says what to do where that could not be written either
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
  return resumes ? 'free some space, and finish the run with --resume' : 'free some space, and train again';
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
