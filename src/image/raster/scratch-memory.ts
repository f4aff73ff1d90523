/** More than this is not kept: the planes of the largest pages that digits are looked for in have as much. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * Memory of one purpose, kept from picture to picture: to get 160 KB from the system, a plane of 200x200, takes as long
 * as finding the light in it.
 *
 * What it gives is good until it is asked again, and holds whatever was there before.
 */
export class ScratchMemory {
  #buffer = new ArrayBuffer(0);

  floats(length: number): Float32Array {
    return new Float32Array(this.#reserve(4 * length), 0, length);
  }

  integers(length: number): Int32Array {
    return new Int32Array(this.#reserve(4 * length), 0, length);
  }

  shorts(length: number): Uint16Array {
    return new Uint16Array(this.#reserve(2 * length), 0, length);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#reserve(length), 0, length);
  }

  #reserve(bytes: number): ArrayBuffer {
    if (bytes > MOST_BYTES) return new ArrayBuffer(bytes);
    if (bytes > this.#buffer.byteLength) this.#buffer = new ArrayBuffer(bytes);
    return this.#buffer;
  }
}
