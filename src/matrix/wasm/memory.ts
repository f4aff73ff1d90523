/**
 * The memory that kernels work on: shared by all threads, or plain memory for one thread where an engine, or a page
 * that is not cross-origin isolated, shares none.
 */

import { SystemError } from '../../errors.ts';
import { type WasmMemory, WebAssembly } from './webassembly.ts';

export const PAGE_BYTES = 65536;
/** WebAssembly's own limit: 4 GiB. */
const MAX_PAGES = 65536;
/**
 * Plain memory cannot grow: growing detaches every array that lies in it. So all of it is asked for at once, and less
 * where that is refused; the system only gives those pages that are written to.
 */
const PLAIN_PAGES = [8192, 4096, 2048, 1024] as const;

/** Buffers of plain memory that belong to kernels. */
const plainBuffers = new WeakSet<object>();
/** Asked once: to name what is not there is a ReferenceError. */
const hasSharedBuffers = typeof SharedArrayBuffer !== 'undefined';

/** Whether threads can share memory here. A page must be cross-origin isolated for that; Node always can. */
export function canShareMemory(): boolean {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  return hasSharedBuffers && crossOriginIsolated !== false;
}

/** @throws SystemError where the system has no room for it */
export function createMemory(shared: boolean): WasmMemory {
  return shared ? createSharedMemory() : createPlainMemory();
}

function createSharedMemory(): WasmMemory {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true });
  } catch (error) {
    throw new SystemError(`no shared memory can be had for the SIMD kernels: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function createPlainMemory(): WasmMemory {
  let cause: unknown;
  for (const pages of PLAIN_PAGES) {
    try {
      const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
      plainBuffers.add(memory.buffer);
      return memory;
    } catch (error) {
      cause = error;
    }
  }
  throw new SystemError(`no memory can be had for the SIMD kernels: ${(cause as Error).message}`, { cause });
}

/** The most that it can hold, in words. */
export function limitOf({ buffer }: WasmMemory): string {
  return plainBuffers.has(buffer) ? `${buffer.byteLength / 2 ** 20} MB` : '4 GB';
}

/** Whether a buffer is memory of kernels, and not of JavaScript alone. */
export function isKernelMemory(buffer: ArrayBufferLike): boolean {
  return plainBuffers.has(buffer) || (hasSharedBuffers && buffer instanceof SharedArrayBuffer);
}

const IMPORT_SECTION = 2;
const MEMORY = 2;
const SHARED = 2;

/**
 * kernels.wasm for plain memory: the same code, importing memory that is not shared. WebAssembly takes the one memory
 * for the other in no module, so its import says which; kernels use no atomic instructions, so that nothing else
 * differs (WebAssembly core specification, 5.5.5, and the threads proposal for the flag).
 */
export function withPlainMemory(wasm: Uint8Array): Uint8Array {
  const bytes = wasm.slice();
  let at = 8; // behind magic and version
  const size = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80 || shift > 28) return value >>> 0;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = size() + at;
    if (section !== IMPORT_SECTION) {
      at = end;
      continue;
    }
    size(); // of imports, of which memory is the first
    at = size() + at; // module
    at = size() + at; // name
    if (bytes[at++] === MEMORY) bytes[at] = (bytes[at] ?? 0) & ~SHARED;
    break;
  }
  return bytes;
}
