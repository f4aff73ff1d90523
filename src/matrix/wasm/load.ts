/** Compiles the kernels, independent of the source of their bytes. */

import { SystemError } from '../../errors.ts';
import { withPlainMemory } from './memory.ts';
import { type WasmModule, WebAssembly } from './webassembly.ts';

/** The source of kernels.wasm in Node or in a page. */
export interface WasmSource {
  /** @throws SystemError that says where it was expected, and what to do */
  read(): Promise<Uint8Array>;
  /** As in `WasmModule`; false by default. */
  readonly wideVectors?: boolean;
  /** What to do if it is damaged or of another version. */
  readonly advice: string;
}

/** The smallest module that uses a vector. */
const simdProbe = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[0x01, 5, 1, 0x60, 0, 1, 0x7b], // a type: () -> v128
  ...[0x03, 2, 1, 0], // a function of that type
  ...[0x0a, 8, 1, 6, 0, 0x41, 0, 0xfd, 0x0f, 0x0b], // i32.const 0, i8x16.splat
);

/**
 * @param sharedMemory whether threads will share the memory of the kernels
 * @throws SystemError if the file is missing or damaged, or the engine has no WebAssembly SIMD
 */
export async function compileKernels(wasm: WasmSource, sharedMemory: boolean): Promise<WasmModule> {
  if (WebAssembly === undefined) throw new SystemError('WebAssembly is disabled');
  if (!WebAssembly.validate(simdProbe)) throw new SystemError('this engine has no WebAssembly SIMD');
  const bytes = await wasm.read();
  try {
    const compiled = await WebAssembly.compile(sharedMemory ? bytes : withPlainMemory(bytes));
    return { compiled, sharedMemory, wideVectors: wasm.wideVectors ?? false, advice: wasm.advice };
  } catch (error) {
    throw new SystemError(`kernels.wasm is damaged: ${(error as Error).message}; ${wasm.advice}`, {
      cause: error,
    });
  }
}
