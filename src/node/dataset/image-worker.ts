/** The worker thread of `image-pool.ts`: reads batches of files, one after another. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorKind, NnError } from '../../errors.ts';
import type { CandidateOptions, Candidates } from '../../image/segment/candidates.ts';
import { joinDecoderMemory } from '../decoder-memory.ts';
import { prepareFiles, readCandidates } from './image-batch.ts';
import type { CachedForms } from './preprocess-cache.ts';

export interface ImageWorkerData {
  readonly known: CachedForms;
  readonly memory: SharedArrayBuffer;
}

const { known, memory } = workerData as ImageWorkerData;
joinDecoderMemory(memory);

export interface ImageRequest {
  readonly id: number;
  readonly paths: readonly string[];
  readonly options: CandidateOptions;
  /** Identifies the preprocessing code, empty if there is no cache; null if candidates are requested. */
  readonly version: string | null;
}

/** An error in the form in which threads transfer it. */
export interface Problem {
  readonly kind: ErrorKind;
  readonly message: string;
}

export type ImageResponse = { readonly id: number } & (
  | { readonly found: readonly (Candidates | Problem)[] }
  | {
      readonly pixels: Uint8Array;
      readonly keys: Uint8Array;
      readonly known: number;
      readonly problems: readonly (readonly [index: number, problem: Problem])[];
    }
);

const toProblem = ({ kind, message }: NnError): Problem => ({ kind, message });

async function answer({ id, paths, options, version }: ImageRequest): Promise<ImageResponse> {
  if (version === null) {
    const found = await readCandidates(paths, options);
    return { id, found: found.map((one) => (one instanceof NnError ? toProblem(one) : one)) };
  }
  const { problems, ...batch } = await prepareFiles(paths, options, version, known);
  return { id, ...batch, problems: [...problems].map(([n, error]) => [n, toProblem(error)] as const) };
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: ImageRequest) => {
  last = last.then(async () => parentPort?.postMessage(await answer(request)));
});
