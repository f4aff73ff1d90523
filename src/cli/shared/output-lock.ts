/**
 * Prevents two runs from writing the same model at once. A lock names its holder, which refreshes it every few
 * seconds: for a holder on another machine or in another container, this is the only sign that it is alive.
 */

import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SystemError, UsageError } from '../../errors.ts';
import { checkRegular, explainSystemError } from '../../node/files.ts';
import {
  formatIdentity,
  livenessOf,
  ownIdentity,
  type ProcessIdentity,
  parseIdentity,
} from '../../node/process-identity.ts';
import { removeLeftovers, temporaryPath } from '../../node/temporary-files.ts';

type LockFlag = '--out' | '--dir';

const BEAT_MS = 5000;
/** A holder that has not refreshed its lock for this long counts as dead. */
export const SILENCE_MS = 30_000;
const LOOK_MS = 500;
/** The holder of a lock in error messages, by which a sweep recognises why a trial did not start. */
export const HOLDER = 'another run';

/**
 * Creates `<out>.lock`, and returns a function that removes it. The lock of a killed process is taken over, and its
 * unfinished files are removed.
 * @param flag that gives `out`
 * @param onWait called if it takes a while to find out whether the holder is alive
 * @throws UsageError if another live run holds it
 */
export async function lockOutput(
  out: string,
  flag: LockFlag = '--out',
  onWait: (message: string) => void = () => {},
): Promise<() => void> {
  const path = `${out}.lock`;
  const mine = formatIdentity(ownIdentity());
  for (let attempt = 0; attempt < 10; attempt++) {
    const file = create(path, mine, flag);
    if (file !== null) return hold(file, path, mine, out, flag);
    const text = readLock(path, flag);
    if (text === null) continue; // it was removed meanwhile
    if (text === '') {
      await sleep(100); // longer than it takes to make a lock
      if (readLock(path, flag) === '') takeAway(path, '', flag); // of a process that was killed as it made it
      continue;
    }
    const holder = parseIdentity(text);
    if (holder === null) throw inTheWay(path, flag, 'it is no lock of nn');
    if (await isAlive(holder, path, text, flag, onWait)) {
      throw new UsageError(
        `${flag}: ${HOLDER} (process ${holder.pid} on ${holder.host}) is writing ${out}; choose another file, or wait ` +
          'for it',
      );
    }
    takeAway(path, text, flag);
  }
  throw new SystemError(`${path}: cannot be locked: other runs keep creating and removing it`);
}

/** Whether a live process of this machine is writing `out`. */
export function isLocked(out: string): boolean {
  try {
    const holder = parseIdentity(readLock(`${out}.lock`, '--out') ?? '');
    return holder !== null && livenessOf(holder) === 'alive';
  } catch {
    return false; // `lockOutput` reports what prevents it
  }
}

/**
 * Removes what a killed run has left beside `out`, its lock and unfinished files, where there is nothing to write.
 * What another process may hold, or cannot be removed, stays: the next run that writes reports it.
 */
export async function removeDeadLock(out: string): Promise<void> {
  try {
    const text = readLock(`${out}.lock`, '--out');
    const holder = parseIdentity(text ?? '');
    const isDead = text === '' || (holder !== null && livenessOf(holder) === 'dead');
    if (isDead) (await lockOutput(out))();
  } catch {
    // `lockOutput` reports what prevents it, when it matters
  }
}

function hold(file: number, path: string, mine: string, out: string, flag: LockFlag): () => void {
  const names = [basename(out), `${basename(out)}.checkpoint`];
  const isLog = (name: string): boolean => flag === '--dir' && /^\d+\.jsonl$/.test(name);
  removeLeftovers(dirname(out), (name) => names.includes(name) || isLog(name));
  const beat = setInterval(() => {
    try {
      writeSync(file, mine, 0); // the time of the file system itself, whatever clocks say
    } catch {
      // a full disk is reported elsewhere
    }
  }, BEAT_MS).unref();
  const unlock = (): void => {
    clearInterval(beat);
    closeSync(file);
    if (readLock(path, flag) === mine) remove(path); // otherwise another run considered this process dead
  };
  process.once('exit', unlock);
  return () => {
    process.off('exit', unlock);
    unlock();
  };
}

async function isAlive(
  holder: ProcessIdentity,
  path: string,
  text: string,
  flag: LockFlag,
  onWait: (message: string) => void,
): Promise<boolean> {
  const liveness = livenessOf(holder);
  if (liveness !== 'unknown') return liveness === 'alive';
  const before = statOf(path);
  if (before === undefined) return false;
  const silent = Math.max(0, timeIn(path) - before.mtimeMs); // less than none where a clock was set back
  if (silent > SILENCE_MS) return false;
  onWait(
    `${path} is of process ${holder.pid} on ${holder.host}: waiting up to ${Math.ceil((SILENCE_MS - silent) / 1000)} s to see whether it is alive`,
  );
  for (let waited = silent; waited < SILENCE_MS; waited += LOOK_MS) {
    await sleep(LOOK_MS);
    const now = statOf(path);
    if (now === undefined || readLock(path, flag) !== text) return false; // another run holds it now, or none
    if (now.mtimeMs !== before.mtimeMs) return true;
  }
  return false;
}

/** The file descriptor; null if the file exists already. */
function create(path: string, text: string, flag: LockFlag): number | null {
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text, 0);
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null;
    remove(path); // where the disk was full, it is there and empty
    throw new UsageError(
      `${flag}: ${path} cannot be created (${explainSystemError(error)}); choose another folder with ${flag}`,
      { cause: error },
    );
  }
}

/** The beginning of a lock file; null if there is none. @throws UsageError if it is something else */
function readLock(path: string, flag: LockFlag): string | null {
  let file: number | undefined;
  try {
    const { O_RDONLY, O_NONBLOCK = 0 } = constants;
    file = openSync(path, O_RDONLY | O_NONBLOCK);
    checkRegular(fstatSync(file));
    const bytes = Buffer.alloc(1000);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && statOf(path) === undefined) return null;
    throw inTheWay(path, flag, explainSystemError(error));
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function inTheWay(path: string, flag: LockFlag, reason: string): UsageError {
  return new UsageError(
    `${flag}: ${path} is in the way (${reason}); move it, or choose another with ${flag}`,
  );
}

/** Does not follow links. */
function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** The time of the file system in milliseconds, because the clocks of machines differ. */
function timeIn(path: string): number {
  const trial = temporaryPath(path);
  try {
    const file = openSync(trial, 'wx');
    try {
      return fstatSync(file).mtimeMs;
    } finally {
      closeSync(file);
      remove(trial);
    }
  } catch {
    return Date.now();
  }
}

/** Renames a dead lock before deleting it: if two runs have found it, one may already have created a new one. */
function takeAway(path: string, stale: string, flag: LockFlag): void {
  const aside = temporaryPath(path);
  try {
    renameSync(path, aside);
    if (readLock(aside, flag) === stale) unlinkSync(aside);
    else renameSync(aside, path);
  } catch {
    // the other run was faster
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // gone already
  }
}
