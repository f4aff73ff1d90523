/** Keeps two runs from writing the same model at once. */

import { closeSync, openSync, readdirSync, readFileSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SystemError, UsageError } from '../../errors.ts';
import { explainSystemError } from '../../node/files.ts';

/**
 * Makes the file `<out>.lock`, which names this process, and returns what removes it again. The lock of a process that
 * was killed is taken over, and what it left half-written is removed.
 * @param flag that says where `out` is
 * @throws UsageError where another run that is alive has it
 */
export function lockOutput(out: string, flag: '--out' | '--dir' = '--out'): () => void {
  const path = `${out}.lock`;
  const mine = `${process.pid} ${hostname()}\n`;
  for (let attempt = 0; attempt < 10; attempt++) {
    if (create(path, mine, flag)) {
      removeLeftovers(out);
      const unlock = (): void => remove(path);
      process.once('exit', unlock);
      return () => {
        process.off('exit', unlock);
        unlock();
      };
    }
    const holder = readHolder(path);
    if (holder === null) continue; // it was removed meanwhile
    if (holder === '') {
      pause();
      if (readHolder(path) === '') takeAway(path, ''); // of a process that was killed as it made it
      continue;
    }
    const [pid, host] = holder.split(/\s+/);
    if (host !== hostname() || isAlive(Number(pid))) {
      throw new UsageError(
        `${flag}: another run (process ${pid} on ${host}) is writing ${out}; choose another file, or wait for it ` +
          `(if there is no such run any more, delete ${path})`,
      );
    }
    takeAway(path, holder);
  }
  throw new SystemError(`${path}: cannot be had: other runs make and remove it all the time`);
}

/** Whether a process of this machine that is alive is writing `out`. */
export function isLocked(out: string): boolean {
  const [pid, host] = readHolder(`${out}.lock`)?.split(/\s+/) ?? [];
  return host === hostname() && isAlive(Number(pid));
}

function create(path: string, text: string, flag: string): boolean {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text);
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    remove(path); // where the disk was full, it is there and empty
    throw new UsageError(
      `${flag}: ${path} cannot be made (${explainSystemError(error)}); choose another folder with ${flag}`,
      { cause: error },
    );
  }
}

function readHolder(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').slice(0, 300);
  } catch {
    return null;
  }
}

/** Longer than it takes to make a lock. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Moves a dead lock aside before it is deleted: of two runs that found it, one may have made a new one already. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') === stale) unlinkSync(aside);
    else renameSync(aside, path);
  } catch {
    // the other was quicker
  }
}

/** What a killed process was writing; see `writeAtomic`. */
function removeLeftovers(out: string): void {
  const folder = dirname(out);
  const names = [basename(out), `${basename(out)}.checkpoint`].map((name) => `.${name}.`);
  for (const name of readdirSync(folder)) {
    if (name.endsWith('.tmp') && names.some((start) => name.startsWith(start))) remove(join(folder, name));
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // gone already
  }
}
