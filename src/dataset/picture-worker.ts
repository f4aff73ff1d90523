/** A worker thread of `picture-pool.ts`: reads batches of files, one after another. */

import { parentPort, workerData } from 'node:worker_threads';
import { type ErrorKind, NnError } from '../errors.ts';
import type { View, ViewOptions } from '../image/view.ts';
import type { KnownForms } from './form-cache.ts';
import { prepareFiles, viewFiles } from './picture-batch.ts';

export interface PictureRequest {
  readonly id: number;
  readonly paths: readonly string[];
  readonly options: ViewOptions;
  /** Of all that makes a form; null where views are asked for. */
  readonly version: string | null;
}

/** An error as threads hand it on. */
export interface Problem {
  readonly kind: ErrorKind;
  readonly message: string;
}

export type PictureAnswer = { readonly id: number } & (
  | { readonly views: readonly (readonly View[] | Problem)[] }
  | {
      readonly pixels: Uint8Array;
      readonly keys: Uint8Array;
      readonly known: number;
      readonly problems: readonly (readonly [index: number, problem: Problem])[];
    }
);

const toProblem = ({ kind, message }: NnError): Problem => ({ kind, message });

async function answer({ id, paths, options, version }: PictureRequest): Promise<PictureAnswer> {
  if (version === null) {
    const views = await viewFiles(paths, options);
    return { id, views: views.map((view) => (view instanceof NnError ? toProblem(view) : view)) };
  }
  const { problems, ...batch } = await prepareFiles(paths, options, version, workerData as KnownForms);
  return { id, ...batch, problems: [...problems].map(([n, error]) => [n, toProblem(error)] as const) };
}

let last: Promise<void> = Promise.resolve();
parentPort!.on('message', (request: PictureRequest) => {
  last = last.then(async () => parentPort!.postMessage(await answer(request)));
});
