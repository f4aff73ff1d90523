/** Downloads a file from a mirror, with limits on length and time, resuming an earlier attempt. */

import type { CatalogFile } from '../../dataset/catalog.ts';
import { NnError } from '../../errors.ts';
import { callAfterRunning } from '../../running-time.ts';
import type { PartialFile } from './partial-file.ts';

/** Why a download from a mirror failed. */
export class MirrorError extends Error {
  /** `content`: it sends a different file; `transfer`: it sends nothing, or not everything. */
  readonly kind: 'content' | 'transfer';

  constructor(kind: 'content' | 'transfer', message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The part of `AbortSignal` that is used, because users of the library may have neither Node's nor DOM types. */
export interface DownloadSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface Download {
  readonly url: string;
  readonly file: CatalogFile;
  readonly partial: PartialFile;
  /** Milliseconds without a response, or with less than `LEAST_BYTES` of it. */
  readonly timeout: number;
  readonly signal: DownloadSignal | undefined;
  /** Called with the bytes so far, and the total length if known. */
  readonly onProgress: (done: number, total: number | null) => void;
}

/** A mirror that sends less than this per timeout counts as unresponsive. */
const LEAST_BYTES = 1024;
/** The last bytes of a partial file are requested again, to verify that the mirror has the same file. */
const OVERLAP = 1024;
/** Gzip adds at most 5 bytes per 65,535 (RFC 1951, 3.2.4), and a header with a name. */
const GZIP_OVERHEAD = 1 / 8192;
const GZIP_HEADER = 4096;

/** The maximum length of the download of this file. */
export function lengthLimit({ pinned, length, unpackedLength }: CatalogFile): number {
  if (pinned === 'file') return length;
  return Math.ceil(unpackedLength * (1 + GZIP_OVERHEAD)) + GZIP_HEADER;
}

/**
 * Appends the missing part to `partial`. The content is not verified here.
 *
 * @throws {MirrorError} if the mirror fails; the received part is kept unless it cannot belong to the file
 * @throws {NnError} if the disk fails, or `signal` was aborted
 */
export async function download(options: Download): Promise<void> {
  const { partial } = options;
  if (partial.length > OVERLAP && (await transfer(options, partial.length - OVERLAP))) return;
  await partial.restart();
  await transfer(options, 0);
}

/** False if the mirror cannot resume at `from`, or has a different file. */
async function transfer(options: Download, from: number): Promise<boolean> {
  const { partial, signal, timeout, url } = options;
  signal?.throwIfAborted();
  const watch = new Watch(timeout, signal);
  try {
    const response = await fetch(url, {
      // With transfer compression, lengths and ranges would refer to a different file.
      headers: { 'accept-encoding': 'identity', ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
      signal: watch.signal,
    });
    watch.answered = true;
    return await receive(response, from, options, watch);
  } catch (cause) {
    if (cause instanceof NnError || cause instanceof MirrorError) throw cause;
    signal?.throwIfAborted();
    const problem = watch.problem ?? explain(cause);
    const after = watch.answered ? ` after ${partial.length} bytes` : '';
    throw new MirrorError('transfer', `${problem}${after}`, { cause });
  } finally {
    watch.stop();
  }
}

async function receive(response: Response, from: number, options: Download, watch: Watch): Promise<boolean> {
  const { partial, file, onProgress } = options;
  const { status, statusText } = response;
  const goesOn = from > 0 && status === 206;
  if (from > 0 && (status === 416 || (goesOn && rangeStart(response) !== from))) {
    await response.body?.cancel();
    return false;
  }
  if (status !== 200 && !goesOn) {
    await response.body?.cancel();
    throw new MirrorError('transfer', `answers ${status} ${statusText}`.trim());
  }
  if (!goesOn) await partial.restart();
  const expected = goesOn ? await partial.tail(OVERLAP) : new Uint8Array();
  const total = totalLength(response, from, goesOn);
  checkLength(total, file);

  let seen = 0;
  for await (const chunk of response.body ?? []) {
    watch.heard(chunk.length);
    const known = Math.min(chunk.length, Math.max(0, expected.length - seen));
    for (let k = 0; k < known; k++) if (chunk[k] !== expected[seen + k]) return false;
    seen += chunk.length;
    if (partial.length === 0) checkStart(chunk);
    checkLength(partial.length + chunk.length - known, file);
    await partial.append(chunk.subarray(known));
    onProgress(partial.length, total);
  }
  if (total !== null && partial.length < total) {
    throw new MirrorError('transfer', `sends only ${partial.length} of ${total} bytes`);
  }
  return true;
}

/** The first byte of a range, from `Content-Range: bytes 100-199/200` (RFC 9110, 14.4). */
function rangeStart(response: Response): number | null {
  const [, start] = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(response.headers.get('content-range') ?? '') ?? [];
  return start === undefined ? null : Number(start);
}

/** Length of the whole file, if the mirror states it. */
function totalLength({ headers }: Response, from: number, goesOn: boolean): number | null {
  const encoding = headers.get('content-encoding') ?? 'identity';
  const length = headers.get('content-length');
  if (encoding !== 'identity' || length === null || !/^\d+$/.test(length)) return null;
  return (goesOn ? from : 0) + Number(length);
}

function checkLength(length: number | null, file: CatalogFile): void {
  const limit = lengthLimit(file);
  if (length === null || length <= limit) return;
  throw new MirrorError('content', `sends more than the ${limit} bytes that the file can have`);
}

/** Detects obviously wrong content early, with a clearer error than a SHA-256 mismatch at the end. */
function checkStart(chunk: Uint8Array): void {
  const [a, b] = chunk;
  if (b === undefined || (a === 0x1f && b === 0x8b) || (a === 0 && b === 0)) return;
  const text = new TextDecoder().decode(chunk.subarray(0, 256)).trimStart();
  throw new MirrorError(
    'content',
    text.startsWith('<') ? 'sends an HTML page instead of the file' : 'sends something that is no IDX file',
  );
}

/** Aborts a request that has stalled. */
class Watch {
  answered = false;
  /** The reason for aborting, if any. */
  problem: string | null = null;
  readonly #controller = new AbortController();
  readonly #timeout: number;
  #cancel: () => void;
  readonly #outer: DownloadSignal | undefined;
  readonly #onAbort = (): void => this.#controller.abort();
  #received = 0;

  constructor(timeout: number, outer: DownloadSignal | undefined) {
    this.#outer = outer;
    outer?.addEventListener('abort', this.#onAbort);
    this.#timeout = timeout;
    this.#cancel = this.#wait();
  }

  #wait(): () => void {
    return callAfterRunning(this.#timeout, () => {
      const seconds = `${this.#timeout / 1000} s`;
      this.problem = this.answered ? `falls silent for ${seconds}` : `gives no answer within ${seconds}`;
      this.#controller.abort();
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  heard(bytes: number): void {
    this.#received += bytes;
    if (this.#received < LEAST_BYTES) return;
    this.#received = 0;
    this.#cancel();
    this.#cancel = this.#wait();
  }

  /** An answer that was not read to its end is ended with its connection, which would keep the process. */
  stop(): void {
    this.#controller.abort();
    this.#cancel();
    this.#outer?.removeEventListener('abort', this.#onAbort);
  }
}

/** `fetch` only reports that it failed; the cause says why. */
function explain(error: unknown): string {
  const { cause } = error as Error;
  const inner = (cause ?? error) as NodeJS.ErrnoException;
  switch (inner.code) {
    case 'ECONNREFUSED':
      return 'refuses the connection';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'host not found';
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return 'cannot be reached in time';
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return 'network not reachable';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'cuts off';
  }
  if (inner.message === 'redirect count exceeded') return 'redirects again and again';
  return `fails (${inner.message || inner.code || 'for no stated reason'})`;
}
