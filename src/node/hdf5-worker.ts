/** The worker thread of `hdf5-reader.ts`. */

import { parentPort } from 'node:worker_threads';
import type { Hdf5Contents } from '../exchange/keras/hdf5.ts';

export type Hdf5Answer =
  | { readonly contents: Hdf5Contents }
  /** `broken`: failed inside the library, which cannot be used any more. */
  | { readonly error: string; readonly broken: boolean };

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(this: WasmMemory, pages: number): number;
}

interface WithMemory {
  readonly WebAssembly: { readonly Memory: { readonly prototype: WasmMemory } };
}

/** Limit of WebAssembly memory, in addition to the arrays that are read: 1 GB. */
const MAX_PAGES = 16_384;

// The library allocates whatever size a file states. If that fails, it reports an error.
const { prototype } = (globalThis as unknown as WithMemory).WebAssembly.Memory;
const { grow } = prototype;
prototype.grow = function (pages: number): number {
  if (this.buffer.byteLength / 65_536 + pages > MAX_PAGES) throw new RangeError('too much memory');
  return grow.call(this, pages);
};
const { explainHdf5, readHdf5 } = await import('../exchange/keras/hdf5.ts');

parentPort?.on('message', async (bytes: Uint8Array) => {
  let answer: Hdf5Answer;
  try {
    answer = { contents: { ...(await readHdf5(bytes)) } };
  } catch (error) {
    // the library's own errors are plain ones; a trap is a RuntimeError, stack exhaustion a RangeError
    answer = { error: explainHdf5(error), broken: !(error instanceof Error) || error.constructor !== Error };
  }
  const arrays = 'contents' in answer ? [...answer.contents.arrays.values()] : [];
  parentPort?.postMessage(
    answer,
    arrays.map(({ numbers }) => numbers.buffer as ArrayBuffer),
  );
});
