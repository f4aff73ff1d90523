/** The shapes that numbers come in: dense matrices, weights in panels, batches of images with their zeros left out. */

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

/** Columns of a panel: four vectors of four, and one cache line. */
export const PANEL = 16;

/**
 * Weights laid out for the inner loops of products: columns are cut into panels of 16, and each panel is row-major.
 *
 *     columns 0-15           columns 16-31
 *     row 0: 16 numbers      row 0: 16 numbers     ...
 *     row 1: 16 numbers      row 1: 16 numbers
 *
 * Element (r, c) is `data[(c >> 4) * rows * 16 + r * 16 + (c & 15)]`. A loop down the rows of one panel reads memory
 * from end to end, a cache line a row; in a row-major matrix with 128 columns the same loop would use an eighth of
 * the L1 cache's sets. Where the last panel has columns to spare they hold numbers without meaning.
 */
export class Panels {
  readonly rows: number;
  readonly cols: number;
  readonly data: Floats;

  constructor(rows: number, cols: number, data: Floats) {
    const length = Panels.length(rows, cols);
    if (data.length !== length)
      throw new RangeError(`${rows}x${cols} panels need ${length} numbers, got ${data.length}`);
    this.rows = rows;
    this.cols = cols;
    this.data = data;
  }

  /** How many numbers they take. */
  static length(rows: number, cols: number): number {
    return Math.ceil(cols / PANEL) * PANEL * rows;
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
