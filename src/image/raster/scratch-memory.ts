/** Larger buffers are not kept: the planes of the largest pages fit. */
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * A buffer for one purpose, reused from image to image: allocating 160 KB, a plane of 200x200, takes as long as
 * estimating its background.
 *
 * The result is valid until the next call, and its contents are unspecified.
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
