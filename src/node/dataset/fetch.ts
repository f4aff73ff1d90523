/** Downloads a data set of the catalogue to the data folder. */

import { dirname, join } from 'node:path';
import { checkOptions, optionNames } from '../../check-options.ts';
import type { CatalogEntry, CatalogFile } from '../../dataset/catalog.ts';
import { checkArgument, DataError, NnError, SystemError, UsageError } from '../../errors.ts';
import { explainSystemError } from '../files.ts';
import { makeFolder } from '../make-folder.ts';
import { dataFolder } from './data-folder.ts';
import { type DownloadSignal, download, lengthLimit, MirrorError } from './download.ts';
import { hostOf } from './mirror-host.ts';
import { PartialFile } from './partial-file.ts';
import { findFlaw } from './verify.ts';

export type FetchEvent =
  /** The file exists and is valid; or it exists but is invalid, and is downloaded again. */
  | { readonly event: 'present'; readonly file: string; readonly path: string }
  | { readonly event: 'flawed'; readonly file: string; readonly path: string; readonly problem: string }
  /** Bytes of all files that have to be downloaded. */
  | { readonly event: 'progress'; readonly file: string; readonly done: number; readonly total: number }
  /** `next` is the mirror tried next; null if there are none left. */
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
      /** Bytes that an earlier run had downloaded. */
      readonly resumed: number;
    };

export interface FetchOptions {
  /** The folder of data sets; see `dataFolder` for the default. */
  readonly dataDir?: string | undefined;
  /** Used instead of the mirrors in the catalogue. */
  readonly mirrors?: readonly string[] | undefined;
  /** Seconds without a response after which the next mirror is tried; 30 by default. */
  readonly timeout?: number | undefined;
  readonly signal?: DownloadSignal | undefined;
  readonly onEvent?: ((event: FetchEvent) => void) | undefined;
}

const knownOptions = optionNames<FetchOptions>({
  dataDir: true,
  mirrors: true,
  timeout: true,
  signal: true,
  onEvent: true,
});

export const DEFAULT_TIMEOUT = 30;
/** Maximum number of consecutive interruptions after which a mirror is asked to resume. */
const MOST_BREAKS = 5;

/**
 * Downloads the files that are missing or invalid. Each is downloaded to a temporary file, verified, synced and
 * renamed, so that partial files are never used as data, and concurrent runs do not interfere.
 *
 * @returns the folder of the data set
 * @throws {UsageError} for an unknown option
 * @throws {DataError} if the mirrors sent wrong content
 * @throws {SystemError} if they did not respond, or the folder cannot be written to
 * @throws {NnError} of kind `interrupted` if `signal` was aborted; the next call resumes the download
 */
export async function fetchDataset(entry: CatalogEntry, options: FetchOptions = {}): Promise<string> {
  const isEntry = typeof entry === 'object' && Array.isArray(entry?.files);
  checkArgument(isEntry, 'entry', 'an entry of `catalog`', entry);
  checkOptions(options, knownOptions);
  const folder = join(await dataFolder(options.dataDir), entry.name);
  const mirrors = options.mirrors ?? entry.mirrors;
  if (mirrors.length === 0) throw new UsageError(`${entry.name}: no mirror to fetch it from`);
  await makeDataFolder(folder);

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
    const missing = wanted.slice(k).map(({ name }) => name);
    const fetching = new FileFetch(file, join(folder, file.name), missing, options, onProgress);
    const { mirror, bytes } = await fetching.from(ordered);
    before += bytes;
    // Mirrors that failed for this file are tried last for the next ones.
    const at = ordered.indexOf(mirror);
    ordered = [...ordered.slice(at), ...ordered.slice(0, at)];
  }
  return folder;
}

async function makeDataFolder(folder: string): Promise<void> {
  try {
    makeFolder(folder);
  } catch (cause) {
    throw new SystemError(
      `the folder ${folder} cannot be created (${explainSystemError(cause)}); choose another with \`dataDir: ...\` or ` +
        'NN_DATA_DIR',
      { cause },
    );
  }
}

class FileFetch {
  readonly #file: CatalogFile;
  readonly #path: string;
  /** The names of this file and of those to fetch after it. */
  readonly #missing: readonly string[];
  readonly #options: FetchOptions;
  readonly #onProgress: (done: number, total: number | null) => void;

  constructor(
    file: CatalogFile,
    path: string,
    missing: readonly string[],
    options: FetchOptions,
    onProgress: (done: number, total: number | null) => void,
  ) {
    this.#file = file;
    this.#path = path;
    this.#missing = missing;
    this.#options = options;
    this.#onProgress = onProgress;
  }

  /** Tries one mirror after another. */
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

  /** Downloads the valid content to `partial`. Interrupted transfers are resumed as long as they make progress. */
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
        // The invalid part may come from an earlier run, or another mirror.
        if (before > 0) continue;
      }
      throw new MirrorError('content', `sends a file that ${flaw.problem}`);
    }
  }

  #failed(mirrors: readonly string[], failures: readonly MirrorError[]): NnError {
    const files =
      this.#missing.length === 1
        ? `the file at ${this.#path} yourself`
        : `these into ${dirname(this.#path)} yourself: ${this.#missing.join(', ')}`;
    const message =
      `${this.#file.name} cannot be fetched: ${causes(mirrors, failures)}. Try again later, name another address with ` +
      `\`mirrors: ...\`, or put ${files}`;
    return failures.every(({ kind }) => kind === 'content')
      ? new DataError(message)
      : new SystemError(message);
  }
}

/** `a.org: host not found; b.org: cuts off`, or the problem once if all mirrors have the same. */
function causes(mirrors: readonly string[], failures: readonly MirrorError[]): string {
  const [{ message }] = failures;
  const isCommon = mirrors.length > 1 && failures.every((failure) => failure.message === message);
  if (isCommon) return `no mirror can be used: ${message}`;
  return mirrors.map((mirror, k) => `${hostOf(mirror)}: ${failures[k].message}`).join('; ');
}
