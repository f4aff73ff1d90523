/** Brings a data set of the catalogue into the data folder, whole and right or not at all. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogEntry, CatalogFile } from '../../dataset/catalog.ts';
import { DataError, NnError, SystemError, UsageError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { dataFolder } from './data-folder.ts';
import { type DownloadSignal, download, lengthLimit, MirrorError } from './download.ts';
import { PartialFile } from './partial-file.ts';
import { findFlaw } from './verify.ts';

export type FetchEvent =
  /** The file is there already, and right; or there, and not what it should be, so that it is fetched anew. */
  | { readonly event: 'present'; readonly file: string; readonly path: string }
  | { readonly event: 'flawed'; readonly file: string; readonly path: string; readonly problem: string }
  /** Bytes of all files that had to be fetched. */
  | { readonly event: 'progress'; readonly file: string; readonly done: number; readonly total: number }
  /** `next` is the mirror that is tried instead; null where there is none left. */
  | {
      readonly event: 'failed';
      readonly file: string;
      readonly mirror: string;
      readonly problem: string;
      readonly next: string | null;
    }
  | {
      readonly event: 'fetched';
      readonly file: string;
      readonly path: string;
      readonly mirror: string;
      readonly bytes: number;
      /** Of them, those that an earlier run had fetched. */
      readonly resumed: number;
    };

export interface FetchOptions {
  /** Where data sets are kept; see `dataFolder` for the default. */
  readonly dataDir?: string | undefined;
  /** Tried instead of the catalogue's. */
  readonly mirrors?: readonly string[] | undefined;
  /** Seconds without an answer after which the next mirror is tried; 30 unless told otherwise. */
  readonly timeout?: number | undefined;
  readonly signal?: DownloadSignal | undefined;
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
}

export const DEFAULT_TIMEOUT = 30;
/** How often in a row one mirror may break off and be asked to go on. */
const MOST_BREAKS = 5;

/**
 * Fetches the files that are not there, or not right. Each is downloaded next to its place, checked, synced and renamed,
 * so that nothing half-written is ever taken for data, and several runs at once do no harm.
 *
 * @returns the folder of the data set
 * @throws {DataError} if all that the mirrors gave was wrong
 * @throws {SystemError} if they gave nothing, or the folder cannot be written to
 * @throws {NnError} of kind `interrupted` if `signal` was aborted; the next call goes on where this one stopped
 */
export async function fetchDataset(entry: CatalogEntry, options: FetchOptions = {}): Promise<string> {
  const folder = join(await dataFolder(options.dataDir), entry.name);
  const mirrors = options.mirrors ?? entry.mirrors;
  if (mirrors.length === 0) throw new UsageError(`${entry.name}: no mirror to fetch it from`);
  await makeFolder(folder);

  const wanted: CatalogFile[] = [];
  for (const file of entry.files) {
    const path = join(folder, file.name);
    const flaw = await findFlaw(path, file);
    if (flaw === null) options.onEvent?.({ event: 'present', file: file.name, path });
    else wanted.push(file);
    if (flaw !== null && flaw.kind !== 'missing') {
      options.onEvent?.({ event: 'flawed', file: file.name, path, problem: flaw.problem });
    }
  }
  let before = 0;
  let ordered = mirrors;
  for (const [k, file] of wanted.entries()) {
    const after = wanted.slice(k + 1).reduce((sum, { length }) => sum + length, 0);
    const onProgress = (done: number, total: number | null): void => {
      const whole = before + Math.max(total ?? file.length, done) + after;
      options.onEvent?.({ event: 'progress', file: file.name, done: before + done, total: whole });
    };
    const fetching = new FileFetch(file, join(folder, file.name), options, onProgress);
    const { mirror, bytes } = await fetching.from(ordered);
    before += bytes;
    // One that did not answer for this file need not be waited for again.
    const at = ordered.indexOf(mirror);
    ordered = [...ordered.slice(at), ...ordered.slice(0, at)];
  }
  return folder;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new SystemError(
      `the folder ${folder} cannot be made (${explainSystemError(cause)}); choose another with \`dataDir: ...\` or ` +
        'NN_DATA_DIR',
      { cause },
    );
  }
}

class FileFetch {
  readonly #file: CatalogFile;
  readonly #path: string;
  readonly #options: FetchOptions;
  readonly #onProgress: (done: number, total: number | null) => void;

  constructor(
    file: CatalogFile,
    path: string,
    options: FetchOptions,
    onProgress: (done: number, total: number | null) => void,
  ) {
    this.#file = file;
    this.#path = path;
    this.#options = options;
    this.#onProgress = onProgress;
  }

  /** Tries one mirror after the other. */
  async from(mirrors: readonly string[]): Promise<{ mirror: string; bytes: number }> {
    const { signal, onEvent } = this.#options;
    const file = this.#file.name;
    const partial = await PartialFile.claim(this.#path, lengthLimit(this.#file));
    const resumed = partial.length;
    const failures: MirrorError[] = [];
    try {
      for (const [k, mirror] of mirrors.entries()) {
        try {
          await this.#fromOne(partial, mirror);
          await partial.finish();
          onEvent?.({ event: 'fetched', file, path: this.#path, mirror, bytes: partial.length, resumed });
          return { mirror, bytes: partial.length };
        } catch (error) {
          if (!(error instanceof MirrorError)) throw error;
          failures.push(error);
          const next = mirrors[k + 1] ?? null;
          onEvent?.({ event: 'failed', file, mirror, problem: error.message, next });
        }
      }
    } catch (error) {
      if (!signal?.aborted) throw error;
      throw new NnError('interrupted', `${this.#path}: interrupted; the same command resumes it`, {
        cause: error,
      });
    } finally {
      await partial.leave();
    }
    throw this.#failed(mirrors, failures);
  }

  /** Leaves the right content in `partial`. A connection that breaks off is taken up again while it makes headway. */
  async #fromOne(partial: PartialFile, mirror: string): Promise<void> {
    const file = this.#file;
    const { signal, timeout = DEFAULT_TIMEOUT } = this.#options;
    const request = {
      url: `${mirror.replace(/\/*$/, '/')}${file.name}`,
      file,
      partial,
      timeout: timeout * 1000,
      signal,
      onProgress: this.#onProgress,
    };
    for (let breaks = 0; ; breaks++) {
      const before = partial.length;
      try {
        await download(request);
      } catch (error) {
        if (!(error instanceof MirrorError)) throw error;
        if (error.kind === 'content') await partial.restart();
        if (partial.length > before && breaks < MOST_BREAKS) continue;
        throw error;
      }
      const flaw = await findFlaw(partial.ownPath, file);
      if (flaw === null) return;
      if (flaw.kind === 'wrong') {
        await partial.restart();
        // What was wrong may be what an earlier run, or another mirror, left.
        if (before > 0) continue;
      }
      throw new MirrorError('content', `sends a file that ${flaw.problem}`);
    }
  }

  #failed(mirrors: readonly string[], failures: readonly MirrorError[]): NnError {
    const attempts = mirrors.map((mirror, k) => `${mirror} ${failures[k].message}`).join('; ');
    const message =
      `${this.#file.name} cannot be fetched: ${attempts}. Try again later, name another address with \`mirrors: ...\`, or put ` +
      `the file at ${this.#path} yourself`;
    return failures.every(({ kind }) => kind === 'content')
      ? new DataError(message)
      : new SystemError(message);
  }
}
