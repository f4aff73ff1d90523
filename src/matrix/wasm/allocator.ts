/** The allocator of kernel memory: a free list of extents, first fit, adjacent extents merged. */

import { createMemory, limitOf, PAGE_BYTES } from './memory.ts';
import { formatBytes, notEnoughMemory } from './out-of-memory.ts';
import type { WasmMemory } from './webassembly.ts';

/** A cache line: extents never share one, which avoids false sharing between threads. */
export const CACHE_LINE = 64;
/** Address 0 stands for "no bias", and zeros follow it; the tables of `assembly/records.ts` are at 1024 to 2304. */
const RESERVED = 2304;
/**
 * Memory that must exist after the last extent: kernels read whole vectors even if the last one is only partly used,
 * and touch the first 768 bytes of a record however short it is.
 */
const SLACK = 1024;

/** From one address to before another. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export class Allocator {
  readonly memory: WasmMemory;
  #top = RESERVED; // all extents are below
  #written = RESERVED; // memory from here on has never been allocated
  #freeList: Extent[] = []; // below the top, ascending, no two of them adjacent

  /** @throws SystemError if the system has not enough memory */
  constructor(shared: boolean) {
    this.memory = createMemory(shared);
  }

  /**
   * Allocates the extent with the lowest address, rounded up to cache lines. Its contents are unspecified.
   * @throws SystemError with the size requested, if there is not enough memory
   */
  take(bytes: number): Extent {
    const length = Math.ceil(bytes / CACHE_LINE) * CACHE_LINE;
    const n = this.#freeList.findIndex(({ from, to }) => to - from >= length);
    const from = n === -1 ? this.#top : this.#freeList[n].from;
    const to = from + length;
    if (n === -1) {
      this.#grow(to + SLACK, bytes);
      this.#top = to;
    } else if (to === this.#freeList[n].to) this.#freeList.splice(n, 1);
    else this.#freeList[n] = { from: to, to: this.#freeList[n].to };
    return { from, to };
  }

  /** Allocates zeroed memory. */
  takeZeros(bytes: number): Extent {
    const piece = this.take(bytes);
    const dirty = Math.min(piece.to, this.#written) - piece.from;
    if (dirty > 0) new Uint8Array(this.memory.buffer, piece.from, dirty).fill(0);
    this.#written = Math.max(this.#written, piece.to);
    return piece;
  }

  /** Allocates at most `most` bytes, lets `write` fill them and return the number used, and frees the rest. */
  fill(most: number, write: (place: number) => number): Extent {
    const { from, to } = this.take(most);
    const end = from + Math.ceil(write(from) / CACHE_LINE) * CACHE_LINE;
    this.#written = Math.max(this.#written, end);
    this.free([{ from: end, to }]);
    return { from, to: end };
  }

  /** @param pieces extents that were allocated, or parts of them, in any order */
  free(pieces: readonly Extent[]): void {
    const merged: { from: number; to: number }[] = [];
    for (const { from, to } of [...this.#freeList, ...pieces].sort((a, b) => a.from - b.from)) {
      const last = merged.at(-1);
      if (last?.to === from) last.to = to;
      else if (to > from) merged.push({ from, to });
    }
    const last = merged.at(-1);
    if (last?.to === this.#top) {
      this.#top = last.from;
      merged.pop();
    }
    this.#freeList = merged;
  }

  #grow(end: number, asked: number): void {
    const missing = Math.ceil((end - this.memory.buffer.byteLength) / PAGE_BYTES);
    if (missing <= 0) return;
    try {
      this.memory.grow(missing);
    } catch (error) {
      const inUse = ` with ${formatBytes(this.#top)} in use, of at most ${limitOf(this.memory)}`;
      throw notEnoughMemory(asked, inUse, error);
    }
  }
}
