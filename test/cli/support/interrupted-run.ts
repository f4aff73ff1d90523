/** A training of a second, whole and cut short. */

import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { writeDigits } from './digits.ts';
import { nn, type Outcome, once } from './nn.ts';

export const quick: readonly string[] = [
  '--data',
  'digits',
  '--hidden',
  '24',
  '--epochs',
  '12',
  '--lr',
  '0.001',
  '--backend',
  'reference',
];

/** A folder with digits to train on. */
export function surroundings(): string {
  const cwd = temporaryFolder();
  writeDigits(join(cwd, 'digits'), 240, 50);
  return cwd;
}

/** Trains until a line of JSON holds `text`, then sends a signal. */
export function cutShort(
  cwd: string,
  args: readonly string[],
  text: string,
  signal: NodeJS.Signals,
): Promise<Outcome> {
  const watch = once(
    (out) => out.includes(text),
    (child) => child.kill(signal),
  );
  return nn(['train', ...args, '--json'], { cwd, watch });
}

/**
 * Leaves a model and a checkpoint in a folder: the training, interrupted in its third epoch, or later on a machine that
 * is slow to say so.
 *
 * @returns the epoch in which it was interrupted
 */
export async function interrupt(cwd: string): Promise<number> {
  writeDigits(join(cwd, 'digits'), 240, 50);
  for (;;) {
    const { code, stdout } = await cutShort(cwd, quick, '"epoch":2,', 'SIGINT');
    if (code === 130) return stdout.split('"event":"epoch"').length;
    expect(code).toBe(0); // it was over before the signal came
    rmSync(join(cwd, 'models'), { recursive: true });
  }
}

export const read = (cwd: string, name: string): Buffer => readFileSync(join(cwd, name));

export function copyOf(folder: string): string {
  const cwd = temporaryFolder();
  cpSync(folder, cwd, { recursive: true });
  return cwd;
}
