/** Expands the operands of `nn predict` and `nn explain` to images: files, folders, globs and standard input. */

import { fstatSync, lstatSync, type Stats, statSync } from 'node:fs';
import { cut, ImageError, NnError } from '../../errors.ts';
import { listFormats } from '../../image/decode/decoded-image.ts';
import { limits } from '../../limits/limits.ts';
import { findImages } from '../../node/dataset/image-files.ts';
import { callAfterRunning } from '../../running-time.ts';
import { CommandLineError } from './command-line-error.ts';

/** The operand for standard input. */
export const STDIN = '-';

/** The name of an operand in messages. */
export function shownName(operand: string): string {
  return operand === STDIN ? 'standard input' : operand;
}

/** An image to read, or an error: an unreadable folder does not stop the others. */
export interface ImageInput {
  /** The path, as typed or found, or `-`. */
  readonly image: string;
  readonly error?: NnError;
}

/** Characters that make the name of a file that does not exist a pattern. */
const WILD = /[*?[{]/;

/** Shells expand patterns in alphabetical order; here by code units, independent of the locale. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param command for messages
 * @throws CommandLineError if standard input is given twice, or is a terminal
 */
export async function expandImageInputs(command: string, operands: readonly string[]): Promise<ImageInput[]> {
  if (operands.indexOf(STDIN) !== operands.lastIndexOf(STDIN)) {
    throw new CommandLineError(
      `${command}: standard input (-) can be read once only`,
      `See: nn help ${command}`,
    );
  }
  if (operands.includes(STDIN) && process.stdin.isTTY) {
    throw new CommandLineError(
      `${command}: - reads a picture from standard input, which is a keyboard here`,
      `For example: nn ${command} - < photo.png`,
    );
  }
  const found: ImageInput[] = [];
  for (const operand of operands) {
    const entry = operand === STDIN ? undefined : statOf(operand);
    if (entry?.isDirectory()) found.push(...fromFolder(operand));
    else if (WILD.test(operand) && !isThere(operand)) found.push(...(await matches(operand)));
    else found.push({ image: operand });
  }
  return found;
}

/** Whether an operand stands for any number of images: a folder, or a pattern not expanded by a shell. */
export function standsForSeveral(operand: string): boolean {
  if (operand === STDIN) return false;
  return statOf(operand)?.isDirectory() === true || (WILD.test(operand) && !isThere(operand));
}

/** How long to wait for input from a pipe if `-` is not given: longer than a program needs to start. */
const SILENCE_MS = 5000;

/**
 * Standard input, if no operand is given and it is a file, or a pipe that sends something in time.
 * @throws CommandLineError otherwise
 */
export async function orStdin(command: string, operands: readonly string[]): Promise<readonly string[]> {
  if (operands.length > 0) return operands;
  const input = stdinStats();
  if (input?.isFile()) return [STDIN];
  const example = `For example: nn ${command} photo.png`;
  if (!input?.isFIFO() && !input?.isSocket()) {
    throw new CommandLineError(`${command}: no picture given`, example);
  }
  if (await stdinSpeaks()) return [STDIN];
  throw new CommandLineError(
    `${command}: no picture given, and nothing came on standard input in ${SILENCE_MS / 1000} s`,
    `${example}; to wait for standard input: nn ${command} -`,
  );
}

function stdinStats(): Stats | undefined {
  try {
    return fstatSync(0);
  } catch {
    return undefined; // it is closed
  }
}

/** Whether standard input has data, or has ended; does not consume the data. */
function stdinSpeaks(): Promise<boolean> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const settle = (spoke: boolean): void => {
      cancel();
      for (const event of ['readable', 'end', 'error']) stdin.off(event, spoken);
      resolve(spoke);
    };
    const spoken = (): void => settle(true);
    const cancel = callAfterRunning(SILENCE_MS, () => settle(false));
    for (const event of ['readable', 'end', 'error']) stdin.on(event, spoken);
  });
}

/** The target of a link; undefined if it cannot be determined. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A broken link counts as existing: reading it will report the error. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The images in a folder and its subfolders, by name. */
function fromFolder(folder: string): ImageInput[] {
  try {
    const found = findImages(folder);
    if (found.length === 0) {
      throw new ImageError(`${folder} holds no pictures: no ${listFormats()} files are in it`);
    }
    return found.map(({ path, problem }) => (problem ? { image: path, error: problem } : { image: path }));
  } catch (error) {
    if (error instanceof NnError) return [{ image: folder, error }];
    throw error;
  }
}

/** The files that match a pattern which no shell has expanded: quoted, or on Windows. */
async function matches(pattern: string): Promise<ImageInput[]> {
  const { length, wildcards } = limits.pattern;
  if (pattern.length > length || (pattern.match(/[*?[{]/g)?.length ?? 0) > wildcards) {
    const problem = `has more than ${length} characters or ${wildcards} wildcards; use a shorter pattern`;
    return [{ image: pattern, error: new ImageError(`${cut(pattern)} ${problem}`) }];
  }
  const posix = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const { findFiles } = await import('./glob/find-files.ts');
  let files: string[];
  try {
    files = findFiles(posix).sort(byName);
  } catch (error) {
    if (error instanceof NnError) return [{ image: pattern, error }];
    throw error;
  }
  if (files.length > 0) return files.map((image) => ({ image }));
  return [{ image: pattern, error: new ImageError(`${pattern} matches no file; check the pattern`) }];
}
