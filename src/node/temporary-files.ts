/** Files that are written next to their place and then renamed, and what a killed process left of them. */

import { readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

let count = 0;

/** When the process started: numbers of processes are given again. */
const started = Math.round(Date.now() - process.uptime() * 1000).toString(36);

/** A name in the same folder that no other file has, and that says what it is. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${started}-${++count}.tmp`);
}

const TEMPORARY = /^\.(.+)\.\d+-[0-9a-z]{6,12}-\d+\.tmp$/;

/**
 * Removes what killed processes left half-written.
 * @param isOurs whether nobody else may be writing the file of that name now
 */
export function removeLeftovers(folder: string, isOurs: (name: string) => boolean): void {
  for (const name of readdirSync(folder)) {
    const target = TEMPORARY.exec(name)?.[1];
    if (target === undefined || !isOurs(target)) continue;
    try {
      unlinkSync(join(folder, name));
    } catch {
      // gone already
    }
  }
}
