/** Extents of kernel memory that are freed together. */

import type { Allocator, Extent } from './allocator.ts';
import type { WasmMemory } from './webassembly.ts';

export class Allocation {
  readonly #allocator: Allocator;
  #pieces: { readonly from: number; to: number }[] = [];

  constructor(allocator: Allocator) {
    this.#allocator = allocator;
  }

  get memory(): WasmMemory {
    return this.#allocator.memory;
  }

  /** A new, empty allocation in the same memory. */
  child(): Allocation {
    return new Allocation(this.#allocator);
  }

  /**
   * Allocates zeroed memory and returns its address.
   * @throws SystemError with the size requested, if there is not enough memory
   */
  reserve(bytes: number): number {
    return this.#keep(this.#allocator.takeZeros(bytes));
  }

  /**
   * Allocates up to `most` bytes: `write` fills them and returns the number of bytes used.
   * @returns the address
   */
  fill(most: number, write: (place: number) => number): number {
    return this.#keep(this.#allocator.fill(most, write));
  }

  floats(length: number): Float32Array {
    const place = this.reserve(length * 4); // may grow the memory, which replaces the buffer
    return new Float32Array(this.memory.buffer, place, length);
  }

  integers(length: number): Int32Array {
    const place = this.reserve(length * 4); // may grow the memory, which replaces the buffer
    return new Int32Array(this.memory.buffer, place, length);
  }

  bytes(length: number): Uint8Array {
    const place = this.reserve(length); // may grow the memory, which replaces the buffer
    return new Uint8Array(this.memory.buffer, place, length);
  }

  /** Frees everything. */
  release(): void {
    this.#allocator.free(this.#pieces);
    this.#pieces = [];
  }

  #keep({ from, to }: Extent): number {
    const last = this.#pieces.at(-1);
    if (last?.to === from) last.to = to;
    else this.#pieces.push({ from, to });
    return from;
  }
}
