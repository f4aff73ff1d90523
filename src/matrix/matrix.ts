/** The two shapes that numbers come in: dense matrices, and batches of images with their zeros left out. */

/** Float32Array in every real net; Float64Array where a test checks gradients in double precision. */
export type Floats = Float32Array | Float64Array;

/**
 * A dense matrix, row-major: element (r, c) is `data[r * cols + c]`.
 *
 * `rows` may be set to less than the capacity: the last batch of an epoch is often smaller than the others, and its
 * activations then use the top rows of the same buffer.
 */
export class Matrix {
  readonly cols: number;
  readonly data: Floats;
  #rows: number;

  /** @throws RangeError where `data` does not hold rows x cols numbers */
  constructor(rows: number, cols: number, data: Floats) {
    if (data.length !== rows * cols) {
      throw new RangeError(`a ${rows}x${cols} matrix needs ${rows * cols} numbers, got ${data.length}`);
    }
    this.#rows = rows;
    this.cols = cols;
    this.data = data;
  }

  get rows(): number {
    return this.#rows;
  }

  set rows(rows: number) {
    const capacity = this.data.length / this.cols;
    if (!Number.isInteger(rows) || rows < 0 || rows > capacity) {
      throw new RangeError(`rows must be an integer from 0 to ${capacity}, got ${rows}`);
    }
    this.#rows = rows;
  }
}

/** The input of a net counts from 0 (paper) to 1 (ink): a byte's value divided by this. */
export const BYTE_SCALE = 255;

/**
 * A batch of images as bytes, with a list of the pixels that are not zero for each row.
 *
 * Four fifths of MNIST's pixels are zero. A product that visits only the others does a fifth of the work, and gives
 * the same bits, because adding 0 * w changes no sum. Row r has `counts[r]` such pixels; their columns, ascending,
 * start at `indices[r * cols]`, and their values, byte / 255, at `values[r * cols]`.
 */
export class SparseRows {
  readonly cols: number;
  readonly bytes: Uint8Array;
  readonly counts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Floats;
  #rows: number;

  constructor(
    rows: number,
    cols: number,
    parts: { bytes: Uint8Array; counts: Int32Array; indices: Int32Array; values: Floats },
  ) {
    this.#rows = rows;
    this.cols = cols;
    this.bytes = parts.bytes;
    this.counts = parts.counts;
    this.indices = parts.indices;
    this.values = parts.values;
  }

  get rows(): number {
    return this.#rows;
  }

  set rows(rows: number) {
    if (!Number.isInteger(rows) || rows < 0 || rows > this.counts.length) {
      throw new RangeError(`rows must be an integer from 0 to ${this.counts.length}, got ${rows}`);
    }
    this.#rows = rows;
  }
}
