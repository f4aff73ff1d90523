/** Memory that WebAssembly and all threads share, handed out from bottom to top and given back all at once. */

import { SystemError } from '../errors.ts';
import { formatBytes, notEnoughMemory } from './memory.ts';
import { type WasmMemory, WebAssembly } from './webassembly.ts';

const PAGE = 65536;
/** WebAssembly's own limit: 4 GiB. */
const MAX_PAGES = 65536;
/** A cache line: no two pieces share one, so that threads do not disturb one another. */
const ALIGNMENT = 64;
/** Nothing lies at address 0, which stands for "no bias"; the table of pixel values lies at 1024 to 2048. */
const RESERVED = 2048;
/**
 * What lies behind the last piece must be memory: kernels read whole vectors where the last ones are partly used, and
 * the first 768 bytes of a record however short it is.
 */
const SLACK = 1024;

export class Arena {
  readonly memory: WasmMemory;
  #used = RESERVED;

  /** @throws SystemError where the system has no room for shared memory */
  constructor() {
    try {
      this.memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: true });
    } catch (error) {
      throw new SystemError(`no shared memory can be had for the SIMD kernels: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  /**
   * The address of `bytes` zero bytes.
   * @throws SystemError that names what was asked for, where there is not so much memory
   */
  reserve(bytes: number): number {
    const place = this.#used;
    const end = place + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    this.#grow(end + SLACK, bytes);
    this.#used = end;
    return place;
  }

  /**
   * Lets `write` fill up to `most` bytes and say how many it took.
   * @returns their address
   */
  fill(most: number, write: (place: number) => number): number {
    const place = this.#used;
    this.#grow(place + most + SLACK, most);
    this.#used = place + Math.ceil(write(place) / ALIGNMENT) * ALIGNMENT;
    return place;
  }

  floats(length: number): Float32Array {
    const place = this.reserve(length * 4);
    return new Float32Array(this.memory.buffer, place, length);
  }

  integers(length: number): Int32Array {
    const place = this.reserve(length * 4);
    return new Int32Array(this.memory.buffer, place, length);
  }

  bytes(length: number): Uint8Array {
    const place = this.reserve(length);
    return new Uint8Array(this.memory.buffer, place, length);
  }

  #grow(end: number, asked: number): void {
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (error) {
      throw notEnoughMemory(asked, ` with ${formatBytes(this.#used)} in use, of at most 4 GB`, error);
    }
  }
}
