/** From what was typed after `nn predict` or `nn explain` to the pictures to read: files, folders, globs and standard input. */

import { fstatSync, lstatSync, type Stats, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { cut, ImageError, NnError } from '../../errors.ts';
import { limits } from '../../limits/limits.ts';
import { findImages, IMAGE_EXTENSIONS } from '../../node/dataset/image-files.ts';
import { CommandLineError } from './command-line-error.ts';

/** What stands for standard input. */
export const STDIN = '-';

/** How messages name an operand. */
export function shownName(operand: string): string {
  return operand === STDIN ? 'standard input' : operand;
}

/** A picture to read, or why there is none: one bad folder does not stop the others. */
export interface ImageInput {
  /** As typed, or found: a path, or `-`. */
  readonly image: string;
  readonly error?: NnError;
}

/** What makes a name that is no file a pattern. */
const WILD = /[*?[{]/;

/** Shells expand patterns in alphabetical order; so do we, by code units, whatever the machine's language. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * @param command whose operands they are, for messages
 * @throws CommandLineError where standard input is asked for twice, or is a keyboard
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

/** Whether an operand means any number of pictures: a folder, or a pattern that no shell has expanded. */
export function standsForSeveral(operand: string): boolean {
  if (operand === STDIN) return false;
  return statOf(operand)?.isDirectory() === true || (WILD.test(operand) && !isThere(operand));
}

/** How long a pipe without a `-` may stay silent: longer than a program needs to start. */
const SILENCE_MS = 5000;

/**
 * Standard input where no operand is given and something comes in: a file, or a pipe that is not left silent.
 * @throws CommandLineError where there is neither
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

/** Whether standard input has something to read, or has ended; what it has stays in it. */
function stdinSpeaks(): Promise<boolean> {
  const { stdin } = process;
  return new Promise((resolve) => {
    const settle = (spoke: boolean): void => {
      clearTimeout(timer);
      for (const event of ['readable', 'end', 'error']) stdin.off(event, spoken);
      resolve(spoke);
    };
    const spoken = (): void => settle(true);
    const timer = setTimeout(() => settle(false), SILENCE_MS);
    for (const event of ['readable', 'end', 'error']) stdin.on(event, spoken);
  });
}

/** What a link leads to; undefined where that cannot be told. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A link that leads nowhere is there too: reading it says what is wrong. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** The pictures in a folder and those below it, by name. */
function fromFolder(folder: string): ImageInput[] {
  try {
    const found = findImages(folder);
    if (found.length === 0) {
      throw new ImageError(`${folder} holds no pictures: no ${IMAGE_EXTENSIONS} files are in it`);
    }
    return found.map(({ path, problem }) => (problem ? { image: path, error: problem } : { image: path }));
  } catch (error) {
    if (error instanceof NnError) return [{ image: folder, error }];
    throw error;
  }
}

/** The files that a pattern means, where no shell has expanded it: in quotes, or on Windows. */
async function matches(pattern: string): Promise<ImageInput[]> {
  const { length, wildcards } = limits.pattern;
  if (pattern.length > length || (pattern.match(/[*?[{(]/g)?.length ?? 0) > wildcards) {
    const problem = `has more than ${length} characters or ${wildcards} wildcards; use a shorter pattern`;
    return [{ image: pattern, error: new ImageError(`${cut(pattern)} ${problem}`) }];
  }
  const { glob } = await import('tinyglobby');
  const posix = process.platform === 'win32' ? pattern.replaceAll('\\', '/') : pattern;
  const paths = await glob(posix, {
    absolute: isAbsolute(pattern),
    deep: limits.folder.depth,
    expandDirectories: false,
    followSymbolicLinks: !posix.includes('**'), // links could make a small folder endless; bash follows none either
  });
  const files = paths.filter((path) => !statOf(path)?.isDirectory()).sort(byName);
  if (files.length > 0) return files.map((image) => ({ image }));
  return [{ image: pattern, error: new ImageError(`${pattern} matches no file; check the pattern`) }];
}
