/** Creates folders. */

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and those above it, as `mkdir` with `recursive` does, which never returns where a folder is there but
 * nothing can be made in it because "there is no such file", such as /proc (Node 20).
 * @throws the system's error if it cannot be created, or a file is in the way
 */
export function makeFolder(folder: string): void {
  const whole = resolve(folder);
  const missing: string[] = [];
  for (let path = whole; !existsSync(path); path = dirname(path)) {
    missing.unshift(path);
    if (dirname(path) === path) break; // a drive that there is not
  }
  for (const path of missing) {
    try {
      mkdirSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error; // another program was faster
    }
  }
  if (!statSync(whole).isDirectory()) mkdirSync(whole); // throws that a file is in the way
}
