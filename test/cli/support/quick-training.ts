/** A training that takes an instant, and its files. */

import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeDigits } from './digits.ts';
import { plainly } from './nn.ts';

/** A folder with data that is learnt instantly, and the flags to train on it. */
export function surroundings(): { cwd: string; quick: string[] } {
  const cwd = temporaryFolder();
  writeDigits(join(cwd, 'digits'), 200, 50);
  return {
    cwd,
    quick: ['--data', 'digits', '--hidden', '16', '--epochs', '2', '--backend', 'reference', ...plainly],
  };
}

export const modelIn = (cwd: string): string => join(cwd, 'models', 'mnist.json');
export const objects = (stdout: string): Record<string, unknown>[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
