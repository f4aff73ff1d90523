/** Pieces of shared memory that are given back together. */

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

  /** Another one in the same memory. */
  child(): Allocation {
    return new Allocation(this.#allocator);
  }

  /**
   * The address of `bytes` zero bytes.
   * @throws SystemError that names what was asked for, where there is not so much memory
   */
  reserve(bytes: number): number {
    return this.#keep(this.#allocator.takeZeros(bytes));
  }

  /**
   * Lets `write` fill up to `most` bytes and say how many it took.
   * @returns their address
   */
  fill(most: number, write: (place: number) => number): number {
    return this.#keep(this.#allocator.fill(most, write));
  }

  floats(length: number): Float32Array {
    const place = this.reserve(length * 4); // which may put another buffer into place
    return new Float32Array(this.memory.buffer, place, length);
  }

  integers(length: number): Int32Array {
    const place = this.reserve(length * 4); // which may put another buffer into place
    return new Int32Array(this.memory.buffer, place, length);
  }

  bytes(length: number): Uint8Array {
    const place = this.reserve(length); // which may put another buffer into place
    return new Uint8Array(this.memory.buffer, place, length);
  }

  /** Gives all of it back. */
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
