/** Allocates blocks of the memory of the kernels, whose size is fixed: growing would detach all planes. */

/** Blocks have a power of two of bytes, at least this many: whole vectors. */
const LEAST_BYTES = 1024;

/** At the end, which kernels may read as parts of vectors. */
const SLACK_BYTES = 64;

export interface Block {
  readonly buffer: ArrayBufferLike;
  readonly offset: number;
  readonly bytes: number;
}

export class PixelMemory {
  readonly buffer: ArrayBuffer;
  #top: number;
  /** Offsets of free blocks by their size. */
  readonly #free = new Map<number, number[]>();

  /** @param from the first byte that may be used */
  constructor(buffer: ArrayBuffer, from: number) {
    this.buffer = buffer;
    this.#top = Math.ceil(from / LEAST_BYTES) * LEAST_BYTES;
  }

  /** A block of at least this size, whose contents are unspecified; undefined if none is left. */
  allocate(least: number): Block | undefined {
    let bytes = LEAST_BYTES;
    while (bytes < least) bytes *= 2;
    const { buffer } = this;
    const offset = this.#free.get(bytes)?.pop();
    if (offset !== undefined) return { buffer, offset, bytes };
    if (this.#top + bytes > buffer.byteLength - SLACK_BYTES) return undefined;
    this.#top += bytes;
    return { buffer, offset: this.#top - bytes, bytes };
  }

  free({ offset, bytes }: Block): void {
    const offsets = this.#free.get(bytes);
    if (offsets === undefined) this.#free.set(bytes, [offset]);
    else offsets.push(offset);
  }
}
