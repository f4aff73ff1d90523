/** Temporary files for atomic writes, and the removal of those that a killed process left behind. */

import { readdirSync, unlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

let count = 0;

/** The start time of the process, because process numbers are reused. */
const started = Math.round(Date.now() - process.uptime() * 1000).toString(36);

/** A unique name in the same folder that identifies the file as temporary. */
export function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}-${started}-${++count}.tmp`);
}

const unfinished = new Set<string>();

function removeUnfinished(): void {
  for (const path of unfinished) {
    try {
      unlinkSync(path);
    } catch {
      // not made yet, or renamed already
    }
  }
}

/** Removes a temporary file if the process exits before the returned function is called: Ctrl-C does not wait for a write. */
export function removeOnExit(path: string): () => void {
  if (!process.listeners('exit').includes(removeUnfinished)) process.on('exit', removeUnfinished);
  unfinished.add(path);
  return () => unfinished.delete(path);
}

const TEMPORARY = /^\.(.+)\.\d+-[0-9a-z]{6,12}-\d+\.tmp$/;

/**
 * Removes unfinished files of killed processes.
 * @param isOurs whether no other process can be writing the file of that name
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
