/** Lets pictures be read by the passes in WebAssembly; the modules of Node that read pictures call it. */

import { readFileSync } from 'node:fs';
import { SystemError } from '../errors.ts';
import { providePixelKernels } from '../image/wasm/pixel-kernels.ts';
import { hasRoomForThreads } from './address-space.ts';
import { builtFile } from './package-files.ts';

/** The address space that V8 reserves for a memory, including guard regions. */
const MEMORY_BYTES = 11e9;

let isProvided = false;

/** Once in each thread; later calls do nothing. */
export function useCompiledPasses(): void {
  if (isProvided) return;
  isProvided = true;
  providePixelKernels(readCompiledPasses);
}

/** @throws SystemError if there is no room for them; the system's error if the file is missing */
export function readCompiledPasses(): Uint8Array {
  if (!hasRoomForThreads(0, MEMORY_BYTES)) throw new SystemError('ulimit -v leaves no room for a memory');
  return readFileSync(builtFile('image/wasm/pixels.wasm'));
}
