/**
 * A partially downloaded file in the data folder. An interrupted download is resumed by the next run; concurrent runs
 * never write to the same file.
 *
 * No process writes to `<path>.part`: a run first renames it to a unique name, `<path>.part-<machine>-<pid>-<start>`,
 * which succeeds for only one run, and renames it back when it stops. If a run was killed, its file is taken over once
 * its process has ended, or, if that cannot be told because it ran on another machine, after an hour without changes. A
 * process known to run keeps its file, whatever the clock says: it may be suspended, or the clock may have been set.
 */
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { SystemError } from '../../errors.ts';
import { explainSystemError, syncFolder } from '../files.ts';
import { livenessOf, ownIdentity, UNKNOWN } from '../process-identity.ts';

const ABANDONED_MS = 3_600_000;
const MARK = '.part';

/** The name of this machine, restricted to characters that are valid in file names everywhere. */
const machine = hostname().replaceAll(/[^\w.]/g, '_');

const { start } = ownIdentity();

/** Files that this process is writing. */
const active = new Set<string>();

export class PartialFile {
  /** The final path. */
  readonly path: string;
  readonly #own: string;
  #handle: FileHandle | null;
  #length: number;
  #released = false;

  private constructor(path: string, own: string, handle: FileHandle, length: number) {
    this.path = path;
    this.#own = own;
    this.#handle = handle;
    this.#length = length;
  }

  /**
   * Takes over the partial file of an earlier run if it has at most `limit` bytes, or creates a new one.
   * @throws {SystemError} if the folder cannot be written to
   */
  static async claim(path: string, limit: number): Promise<PartialFile> {
    let own = `${path}${MARK}-${machine}-${process.pid}${start === UNKNOWN ? '' : `-${start}`}`;
    while (active.has(own)) own += '+';
    active.add(own);
    try {
      for (const left of await leftovers(path)) {
        if (await attempt(() => rename(left, own))) break; // otherwise another run was faster
      }
      const handle = await open(own, (await attempt(() => stat(own))) ? 'r+' : 'w+');
      const partial = new PartialFile(path, own, handle, (await handle.stat()).size);
      if (partial.#length > limit) await partial.restart();
      return partial;
    } catch (cause) {
      active.delete(own);
      throw cannotWrite(path, cause);
    }
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The current path of the file. */
  get ownPath(): string {
    return this.#own;
  }

  /** The last `count` bytes. */
  async tail(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    const { bytesRead } = await this.#open.read(bytes, 0, count, this.#length - count);
    return bytes.subarray(0, bytesRead);
  }

  /** Appends bytes. @throws {SystemError} if they cannot be written */
  async append(bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#open.write(bytes, done, bytes.length - done, this.#length);
        done += bytesWritten;
        this.#length += bytesWritten;
      }
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
  }

  /** Discards the content. */
  async restart(): Promise<void> {
    await this.#open.truncate(0);
    this.#length = 0;
  }

  /**
   * Renames it to its final path, durably.
   * @throws {SystemError} if that fails
   */
  async finish(): Promise<void> {
    try {
      await this.#open.sync();
      await this.#close();
      await rename(this.#own, this.path);
      this.#release();
      await syncFolder(dirname(this.path));
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
    for (const left of await leftovers(this.path)) await attempt(() => unlink(left));
  }

  /** Leaves the partial file for the next run. No effect after `finish`. */
  async leave(): Promise<void> {
    if (this.#released) return;
    await this.#close();
    const empty = this.#length === 0;
    await attempt(() => (empty ? unlink(this.#own) : rename(this.#own, `${this.path}${MARK}`)));
    this.#release();
  }

  get #open(): FileHandle {
    if (this.#handle === null) throw new Error('the file is closed already');
    return this.#handle;
  }

  async #close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
  }

  #release(): void {
    this.#released = true;
    active.delete(this.#own);
  }
}

/** Partial files of `path` whose runs have ended, the longest first. */
async function leftovers(path: string): Promise<string[]> {
  const beginning = `${basename(path)}${MARK}`;
  const found: { path: string; size: number }[] = [];
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(beginning)) continue;
    const left = join(dirname(path), name);
    const info = await stat(left).catch(() => null); // it may have been removed
    if (info === null || !info.isFile()) continue;
    const liveness = livenessOfOwner(name.slice(beginning.length), left);
    const silent = Date.now() - info.mtimeMs > ABANDONED_MS;
    if (liveness === 'dead' || (liveness === 'unknown' && silent))
      found.push({ path: left, size: info.size });
  }
  return found.sort((a, b) => b.size - a.size).map(({ path }) => path);
}

/** Of the process named by `-<machine>-<pid>-<start>`; nobody owns a file without. Earlier versions wrote no start. */
function livenessOfOwner(owner: string, left: string): 'alive' | 'dead' | 'unknown' {
  if (owner === '') return 'dead';
  if (!owner.startsWith(`-${machine}-`)) return 'unknown';
  const [, pid, since = UNKNOWN] = /^(\d+)(?:-(\d+))?\+*$/.exec(owner.slice(machine.length + 2)) ?? [];
  if (pid === undefined) return 'unknown';
  if (active.has(left)) return 'alive';
  const me = ownIdentity();
  const liveness = livenessOf(
    { pid: Number(pid), host: me.host, boot: UNKNOWN, namespace: UNKNOWN, start: since },
    me,
  );
  return liveness === 'alive' && since === UNKNOWN ? 'unknown' : liveness; // its number may have been reused
}

async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  return action().then(
    () => true,
    () => false,
  );
}

function cannotWrite(path: string, cause: unknown): SystemError {
  return new SystemError(
    `${path} cannot be written: ${explainSystemError(cause)}; free some space, or choose another folder with ` +
      '`dataDir: ...` or NN_DATA_DIR',
    { cause },
  );
}
