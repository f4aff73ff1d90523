/** The kernels in a page: where kernels.wasm is fetched from, and how a worker thread starts. */

import { SystemError } from '../errors.ts';
import { createKernels as createPortableKernels, type KernelOptions } from '../matrix/create.ts';
import type { Kernels } from '../matrix/kernels.ts';
import type { WasmSource } from '../matrix/wasm/load.ts';
import type { Spawn } from '../matrix/wasm/worker.ts';

/** An address: text, or a `URL`. */
export type Address = string | { readonly href: string };

export interface BrowserKernelOptions extends KernelOptions {
  /**
   * kernels.wasm, or its address. Vite and webpack find the file and copy it by themselves; with another bundler, copy
   * it (the package exports it as `./kernels.wasm`) and give its address here.
   */
  readonly wasm?: Address | Uint8Array;
  /**
   * Address of the script of worker threads, a module. The same holds for it; the package exports it as
   * `./browser/worker`, to be bundled as an entry of its own.
   */
  readonly worker?: Address;
}

const ADVICE =
  'copy kernels.wasm from the package next to the page, and give createKernels its address as `wasm`';

/**
 * The kernels that a run works with; whoever asks for them closes them. Several threads need a page that is cross-origin
 * isolated, and a dedicated worker to call this from; elsewhere there is one, with the same bits.
 *
 * @throws UsageError for a thread count out of range; SystemError where the backend asked for cannot be had
 */
export function createKernels(options: BrowserKernelOptions = {}): Promise<Kernels> {
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
    // bundlers know this form of an address, written in one piece
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
  // servers of single-page applications answer with the page itself
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
      event.preventDefault(); // it is told by what the kernels throw
      onFailure(event.message ? `failed: ${event.message}` : 'failed: its script cannot be loaded');
    });
    worker.postMessage(data);
    return worker;
  };
}
