/**
 * The memory of the kernels: shared by all threads, or plain memory for one thread if the engine has no shared memory
 * or a page is not cross-origin isolated.
 */

import { SystemError } from '../../errors.ts';
import { type WasmMemory, WebAssembly } from './webassembly.ts';

export const PAGE_BYTES = 65536;
/** The limit of WebAssembly: 4 GiB. */
const MAX_PAGES = 65536;
/**
 * Plain memory cannot grow, because growing detaches every array in it. It is therefore allocated at full size, or
 * smaller if that fails; the operating system only commits pages that are written to.
 */
const PLAIN_PAGES = [8192, 4096, 2048, 1024] as const;

/** Buffers of plain kernel memory. */
const plainBuffers = new WeakSet<object>();
/** Checked by typeof, because referring to a missing global is a ReferenceError. */
const hasSharedBuffers = typeof SharedArrayBuffer !== 'undefined';

/** Whether threads can share memory: always in Node, and in cross-origin isolated pages. */
export function canShareMemory(): boolean {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  return hasSharedBuffers && crossOriginIsolated !== false;
}

/** @throws SystemError if the system has not enough memory */
export function createMemory(shared: boolean): WasmMemory {
  return shared ? createSharedMemory() : createPlainMemory();
}

function createSharedMemory(): WasmMemory {
  try {
    return new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true });
  } catch (error) {
    throw new SystemError(`cannot allocate shared memory for the SIMD kernels: ${(error as Error).message}`, {
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
  throw new SystemError(`cannot allocate memory for the SIMD kernels: ${(cause as Error).message}`, {
    cause,
  });
}

/** The maximum size of a memory, for messages. */
export function limitOf({ buffer }: WasmMemory): string {
  return plainBuffers.has(buffer) ? `${buffer.byteLength / 2 ** 20} MB` : '4 GB';
}

/** Whether a buffer is kernel memory, as opposed to JavaScript's. */
export function isKernelMemory(buffer: ArrayBufferLike): boolean {
  return plainBuffers.has(buffer) || (hasSharedBuffers && buffer instanceof SharedArrayBuffer);
}

const IMPORT_SECTION = 2;
const MEMORY = 2;
const SHARED = 2;

/**
 * Converts kernels.wasm to import memory that is not shared. The import declares which of the two it is, and
 * WebAssembly accepts no other; as the kernels use no atomic instructions, nothing else differs (WebAssembly core
 * specification, 5.5.5, and the threads proposal for the flag).
 */
export function withPlainMemory(wasm: Uint8Array): Uint8Array {
  const bytes = wasm.slice();
  let at = 8; // after magic and version
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
    size(); // number of imports, of which memory is the first
    at = size() + at; // module
    at = size() + at; // name
    if (bytes[at++] === MEMORY) bytes[at] = (bytes[at] ?? 0) & ~SHARED;
    break;
  }
  return bytes;
}
