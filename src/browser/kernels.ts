/** The kernels in a page: fetches kernels.wasm and starts worker threads. */

import { checkOptions, optionNames } from '../check-options.ts';
import { SystemError } from '../errors.ts';
import { createKernels as createPortableKernels, type KernelOptions } from '../matrix/create.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { WasmSource } from '../matrix/wasm/load.ts';
import type { Spawn } from '../matrix/wasm/worker.ts';

/** A URL: a string or a `URL`. */
export type Address = string | { readonly href: string };

export interface BrowserKernelOptions extends KernelOptions {
  /**
   * kernels.wasm, or its URL. Vite and webpack find and copy the file automatically; with another bundler, copy it
   * (the package exports it as `./kernels.wasm`) and pass its URL here.
   */
  readonly wasm?: Address | Uint8Array;
  /**
   * The URL of the script of worker threads, a module. The same applies; the package exports it as
   * `./browser/worker`, to be bundled as a separate entry point.
   */
  readonly worker?: Address;
}

const knownOptions = optionNames<BrowserKernelOptions>({
  backend: true,
  threads: true,
  onRemark: true,
  wasm: true,
  worker: true,
});

const ADVICE =
  'copy kernels.wasm from the package next to the page, and give createKernels its address as `wasm`';

/**
 * Creates the kernels for a run; the caller must close them. Several threads require a cross-origin isolated page,
 * and a call from a dedicated worker; otherwise there is one, with the same bits.
 *
 * @throws UsageError for an unknown option or a thread count out of range; SystemError if the requested backend is not available
 */
export async function createKernels(options: BrowserKernelOptions = {}): Promise<Kernels> {
  checkOptions(options, knownOptions);
  const { wasm, worker, ...rest } = options;
  const host = {
    wasm: wasmSource(wasm),
    spawn: spawnFrom(worker),
    cores: navigator.hardwareConcurrency || 1,
  };
  return createPortableKernels({ ...rest, ...host });
}

function wasmSource(wasm: BrowserKernelOptions['wasm']): WasmSource {
  if (wasm instanceof Uint8Array) return { read: async () => wasm, advice: ADVICE };
  return {
    // bundlers recognise this expression only if it is written in one piece
    read: () => fetchWasm(hrefOf(wasm ?? new URL('../matrix/wasm/kernels.wasm', import.meta.url))),
    advice: ADVICE,
  };
}

function hrefOf(address: Address): string {
  return typeof address === 'string' ? address : address.href;
}

async function fetchWasm(address: string): Promise<Uint8Array> {
  let response: Response;
  let bytes: Uint8Array;
  try {
    response = await fetch(address);
    bytes = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new SystemError(`kernels.wasm cannot be fetched from ${address} (${reason}): ${ADVICE}`, { cause });
  }
  if (!response.ok)
    throw new SystemError(`kernels.wasm is not at ${address} (HTTP ${response.status}): ${ADVICE}`);
  // servers of single-page applications respond with the page itself
  if (String.fromCharCode(...bytes.subarray(0, 4)) !== '\0asm') {
    throw new SystemError(`what is at ${address} is not kernels.wasm: ${ADVICE}`);
  }
  return bytes;
}

function spawnFrom(address: Address | undefined): Spawn {
  return (data, { onReady, onFailure }) => {
    const worker =
      address === undefined
        ? new Worker(new URL('./worker-host.js', import.meta.url), { type: 'module' })
        : new Worker(hrefOf(address), { type: 'module' });
    worker.addEventListener('message', onReady, { once: true });
    worker.addEventListener('error', (event) => {
      event.preventDefault(); // the kernels throw the error
      onFailure(event.message ? `failed: ${event.message}` : 'failed: its script cannot be loaded');
    });
    worker.postMessage(data);
    return worker;
  };
}
