/** Finds what the build made: the compiled kernels, and the workers' entry. */

import { readFile } from 'node:fs/promises';
import { SystemError } from '../../errors.ts';
import { type WasmModule, WebAssembly } from './webassembly.ts';

/** Tests run the sources in src/; what is compiled lies in dist/ all the same. */
export function builtFile(name: string): URL {
  return new URL(
    import.meta.url.endsWith('.ts') ? `../../../dist/matrix/wasm/${name}` : name,
    import.meta.url,
  );
}

/** @throws SystemError where the file is missing or is not WebAssembly that this engine takes */
export async function loadKernels(file: URL = builtFile('kernels.wasm')): Promise<WasmModule> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (error) {
    throw new SystemError('kernels.wasm is missing: run `npm run build`, or use --backend reference', {
      cause: error,
    });
  }
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new SystemError(
      `kernels.wasm is damaged, or this engine lacks WebAssembly SIMD: ${(error as Error).message}; ` +
        'run `npm run build`, or use --backend reference',
      { cause: error },
    );
  }
}
