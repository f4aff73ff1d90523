import type { Plane } from '../image.ts';
import { pixelMemory } from '../wasm/pixel-kernels.ts';
import type { Block, PixelMemory } from '../wasm/pixel-memory.ts';

/** Larger buffers are not kept: the planes of the largest pages fit. */
const MOST_BYTES = 4 * 1024 * 1024;

const EMPTY: Block = { buffer: new ArrayBuffer(0), offset: 0, bytes: 0 };

/**
 * A buffer for one purpose, reused from image to image: allocating 160 KB, a plane of 200x200, takes as long as
 * estimating its background. It is in the memory of the kernels (../wasm/), if there are any.
 *
 * The result is valid until the next call, and its contents are unspecified.
 */
export class ScratchMemory {
  #block = EMPTY;
  #memory: PixelMemory | undefined;

  plane(width: number, height: number): Plane {
    return { width, height, data: this.floats(width * height) };
  }

  floats(length: number): Float32Array {
    const { buffer, offset } = this.#reserve(4 * length);
    return new Float32Array(buffer, offset, length);
  }

  doubles(length: number): Float64Array {
    const { buffer, offset } = this.#reserve(8 * length);
    return new Float64Array(buffer, offset, length);
  }

  integers(length: number): Int32Array {
    const { buffer, offset } = this.#reserve(4 * length);
    return new Int32Array(buffer, offset, length);
  }

  shorts(length: number): Uint16Array {
    const { buffer, offset } = this.#reserve(2 * length);
    return new Uint16Array(buffer, offset, length);
  }

  bytes(length: number): Uint8Array {
    const { buffer, offset } = this.#reserve(length);
    return new Uint8Array(buffer, offset, length);
  }

  #reserve(bytes: number): Block {
    if (bytes > MOST_BYTES) return plainBlock(bytes);
    const memory = pixelMemory();
    if (bytes > this.#block.bytes || memory !== this.#memory) {
      if (this.#block.buffer === this.#memory?.buffer) this.#memory.free(this.#block);
      this.#block = memory?.allocate(bytes) ?? plainBlock(bytes);
      this.#memory = memory;
    }
    return this.#block;
  }
}

const plainBlock = (bytes: number): Block => ({ buffer: new ArrayBuffer(bytes), offset: 0, bytes });
