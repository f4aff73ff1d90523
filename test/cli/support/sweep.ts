/** A small sweep, and its files. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeDigits } from './digits.ts';

const space = ['--vary', 'hidden=4,8', '--vary', 'lr=0.001..0.05 log'];
export const quick: readonly string[] = [
  'sweep',
  '--data',
  'digits',
  '--epochs',
  '2',
  '--backend',
  'reference',
  ...space,
];

/** A folder with a data set in `digits`. */
export function folder(): string {
  const cwd = temporaryFolder();
  writeSweepDigits(cwd);
  return cwd;
}

export function writeSweepDigits(cwd: string): void {
  writeDigits(join(cwd, 'digits'), 100, 10);
}

export const sha256 = (...path: string[]): string =>
  createHash('sha256')
    .update(readFileSync(join(...path)))
    .digest('hex');

const models = (cwd: string, dir = 'models/sweep'): string[] =>
  readdirSync(join(cwd, dir)).filter((name) => /^\d+\.json$/.test(name));

/** SHA-256 of the models of all trials, in order. */
export const hashes = (cwd: string, dir?: string): string[] =>
  models(cwd, dir).map((name) => sha256(cwd, dir ?? 'models/sweep', name));

export interface Event {
  readonly event: string;
  readonly [key: string]: unknown;
}

/** Parses the output of `--json`. */
export const events = (stdout: string): Event[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
