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

/**
 * Columns of a panel. Dense products go down a panel of 8 columns again and again, for 4 images at a time: 784 rows
 * of it take 25 KB, which stay in the L1 cache. Sparse products visit one row in five, and want long rows: 32 columns
 * are 8 vectors, as many sums as an inner loop can keep in registers.
 */
export const DENSE_PANEL = 8;
export const SPARSE_PANEL = 32;

/**
 * Weights laid out for the inner loops of products: columns are cut into panels of 8 or 32, and each panel is
 * row-major. With a width of 8:
 *
 *     columns 0-7            columns 8-15
 *     row 0: 8 numbers       row 0: 8 numbers     ...
 *     row 1: 8 numbers       row 1: 8 numbers
 *
 * A loop down the rows of one panel reads memory from end to end; in a row-major matrix with 128 columns the same loop
 * would use an eighth of the L1 cache's sets. Where the last panel has columns to spare they hold numbers without
 * meaning.
 */
export class Panels {
  readonly rows: number;
  readonly cols: number;
  readonly width: number;
  readonly data: Floats;

  constructor(rows: number, cols: number, width: number, data: Floats) {
    const length = Panels.length(rows, cols, width);
    if (data.length !== length) {
      throw new RangeError(
        `${rows}x${cols} panels of ${width} columns need ${length} numbers, got ${data.length}`,
      );
    }
    this.rows = rows;
    this.cols = cols;
    this.width = width;
    this.data = data;
  }

  /** How many numbers they take. */
  static length(rows: number, cols: number, width: number): number {
    return Math.ceil(cols / width) * width * rows;
  }

  /** Where in `data` an element lies. */
  place(row: number, column: number): number {
    const { width } = this;
    return Math.floor(column / width) * width * this.rows + row * width + (column % width);
  }
}

/** The input of a net counts from 0 (paper) to 1 (ink): a byte's value divided by this. */
export const BYTE_SCALE = 255;

/** The images of a data set, in the memory and the form that suits the kernels which made it. */
export interface Images {
  readonly count: number;
  /** Pixels of each. */
  readonly cols: number;
}

/** Pixels of a segment; see `SparseRows`. */
export const SEGMENT = 64;

/**
 * A batch of images as lists of the pixels that are not zero.
 *
 * Four fifths of MNIST's pixels are zero. A product that visits only the others does a fifth of the work, and gives
 * the same bits, because adding 0 * w changes no sum. Row r has `counts[r]` such pixels; their columns, ascending,
 * start at `indices[r * pitch]`, and their values, byte / 255, at `values[r * pitch]`. The columns are cut into
 * segments of 64: those of segment s begin at entry `starts[r * (segments + 1) + s]` of the row's list.
 */
export class SparseRows {
  readonly cols: number;
  readonly segments: number;
  /** Room in each list: `cols`, rounded up to whole vectors. */
  readonly pitch: number;
  readonly counts: Int32Array;
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Floats;
  #rows: number;

  constructor(
    rows: number,
    cols: number,
    integers: (length: number) => Int32Array,
    floats: (length: number) => Floats,
  ) {
    this.#rows = rows;
    this.cols = cols;
    this.segments = Math.ceil(cols / SEGMENT);
    this.pitch = Math.ceil(cols / 4) * 4;
    this.counts = integers(rows);
    this.starts = integers(rows * (this.segments + 1));
    this.indices = integers(rows * this.pitch);
    this.values = floats(rows * this.pitch);
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
