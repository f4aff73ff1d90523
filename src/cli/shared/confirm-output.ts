/** Asks for confirmation before a file is replaced, on a terminal. */

import { createInterface } from 'node:readline';
import { UsageError } from '../../errors.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { checkOutput, OutputExistsError } from './output-path.ts';

/**
 * Like `checkOutput`, but on a terminal it asks whether to replace an existing file.
 * @returns whether the file may be replaced
 * @throws UsageError if not, or if something else prevents it
 */
export async function confirmOutput(path: string, force: boolean, console: Console): Promise<boolean> {
  try {
    checkOutput(path, force);
    return force;
  } catch (error) {
    const person = process.stdin.isTTY && console.err.terminal && !console.quiet && !console.json;
    if (!(error instanceof OutputExistsError) || !person) throw error;
  }
  checkOutput(path, true);
  console.err.stream.write(`${printable(path)} exists already. Replace it? [y/N] `);
  if (/^y(es)?$/i.test((await readAnswer()).trim())) return true;
  throw new UsageError(`--out: ${path} is kept; choose another with --out`);
}

/** A line of input; empty at the end of input. Terminal settings are not changed, so that Ctrl-C remains a signal. */
function readAnswer(): Promise<string> {
  const lines = createInterface({ input: process.stdin, terminal: false });
  return new Promise((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(''));
  }).then((line) => {
    lines.close();
    process.stdin.pause(); // an open terminal would keep the process alive
    return String(line);
  });
}
