/** The Node implementation of the kernel host: the location of kernels.wasm, and worker threads. */

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { SystemError } from '../errors.ts';
import { limits } from '../limits/limits.ts';
import type { KernelHost } from '../matrix/create.ts';
import { compileKernels, type WasmSource } from '../matrix/wasm/load.ts';
import type { WasmModule } from '../matrix/wasm/webassembly.ts';
import { hasRoomForThreads } from './address-space.ts';
import { readBounded } from './files.ts';
import { builtFile } from './package-files.ts';
import { areVectorsWide } from './wide-vectors.ts';

const ADVICE = 'run `npm run build`, or use `backend: reference`';

export function wasmFile(file: URL = builtFile('matrix/wasm/kernels.wasm')): WasmSource {
  return { read: () => readWasm(file), wideVectors: areVectorsWide(), advice: ADVICE };
}

async function readWasm(file: URL): Promise<Uint8Array> {
  try {
    return await readBounded(file, limits.kernelsFileBytes);
  } catch (error) {
    const copy = `if a bundler left it behind, copy nn-digits/kernels.wasm to ${fileURLToPath(file)}`;
    throw new SystemError(`kernels.wasm is missing: ${copy}; else ${ADVICE}`, { cause: error });
  }
}

/** @throws SystemError if the file is missing or is not WebAssembly supported by this engine */
export function loadKernels(file?: URL, sharedMemory = true): Promise<WasmModule> {
  return compileKernels(wasmFile(file), sharedMemory);
}

/** The address space that V8 reserves for 4 GB of memory, including guard regions. */
const MEMORY_BYTES = 11e9;

const NO_SCRIPT = 'the script for threads is missing, as in a bundle, which leaves it behind';

/** @param entry the script of each thread; replaced in tests of failure */
export function threadHost(
  entry: URL = builtFile('node/worker-host.js'),
): Pick<KernelHost, 'spawn' | 'obstacle' | 'cores'> {
  return {
    spawn(workerData, { onReady, onFailure }) {
      const worker = new Worker(entry, { workerData });
      worker.unref();
      worker.once('message', onReady);
      worker.on('error', (error) => onFailure(`failed: ${error.message}`));
      worker.on('exit', () => onFailure('ended unexpectedly'));
      return worker;
    },
    obstacle: (threads) => {
      if (!existsSync(entry)) return `${NO_SCRIPT}: mark nn-digits as external`;
      return hasRoomForThreads(threads - 1, MEMORY_BYTES) ? null : 'ulimit -v leaves no room for threads';
    },
    cores: availableParallelism(),
  };
}
