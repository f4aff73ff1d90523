/** The types of operands: dense matrices, weights in panels, batches of sparse rows. */

/** Float32Array in all networks; Float64Array where a test checks gradients in double precision. */
export type Floats = Float32Array | Float64Array;

/**
 * A dense matrix, row-major: element (r, c) is `data[r * cols + c]`.
 *
 * `rows` may be set to less than the capacity: the last batch of an epoch is often smaller than the others, and its
 * activations then use the first rows of the same buffer.
 */
export class Matrix {
  readonly cols: number;
  readonly data: Floats;
  #rows: number;

  /** @throws RangeError if `data` does not hold rows x cols numbers */
  constructor(rows: number, cols: number, data: Floats) {
    checkLength(data, rows, cols);
    this.#rows = rows;
    this.cols = cols;
    this.data = data;
  }

  /** The maximum number of rows. */
  get capacity(): number {
    return this.data.length / this.cols;
  }

  get rows(): number {
    return this.#rows;
  }

  set rows(rows: number) {
    const { capacity } = this;
    if (!Number.isInteger(rows) || rows < 0 || rows > capacity) {
      throw new RangeError(`rows must be an integer from 0 to ${capacity}, got ${rows}`);
    }
    this.#rows = rows;
  }

  /** The numbers in use, row-major. */
  copyOut(): Floats {
    return this.data.slice(0, this.#rows * this.cols);
  }

  /** Sets the numbers, given in row-major order. @throws RangeError if there are not rows x cols of them */
  copyIn(numbers: ArrayLike<number>): void {
    checkLength(numbers, this.#rows, this.cols);
    this.data.set(numbers);
  }
}

/**
 * Columns of a panel. Dense products traverse a panel of 8 columns repeatedly, for 4 images at a time: its 784 rows
 * take 25 KB, which stay in the L1 cache. Sparse products visit one row in five, and benefit from long rows: 32
 * columns are 8 vectors, as many as an inner loop can keep in registers.
 */
export const DENSE_PANEL = 8;
export const SPARSE_PANEL = 32;

/**
 * Weights, laid out for the inner loops of products: columns are cut into panels of 8 or 32, and each panel is
 * row-major. With a width of 8:
 *
 *     columns 0-7            columns 8-15
 *     row 0: 8 numbers       row 0: 8 numbers     ...
 *     row 1: 8 numbers       row 1: 8 numbers
 *
 * A loop down the rows of one panel reads memory from end to end; in a row-major matrix with 128 columns the same loop
 * would use an eighth of the L1 cache's sets. Columns that the last panel has to spare are zero, and stay zero.
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

  /** Number of elements, including padding. */
  static length(rows: number, cols: number, width: number): number {
    return Math.ceil(cols / width) * width * rows;
  }

  /** The index of an element in `data`. */
  place(row: number, column: number): number {
    const { width } = this;
    const within = column % width;
    return (column - within) * this.rows + row * width + within;
  }

  /** The numbers in row-major order: rows x cols. */
  copyOut(): Floats {
    const { rows, cols, data } = this;
    const out = data.slice(0, rows * cols);
    for (let r = 0; r < rows; r++) for (let c = 0; c < cols; c++) out[r * cols + c] = data[this.place(r, c)];
    return out;
  }

  /** Sets the numbers, given in row-major order. @throws RangeError if there are not rows x cols of them */
  copyIn(numbers: ArrayLike<number>): void {
    const { rows, cols, width, data } = this;
    checkLength(numbers, rows, cols);
    for (let first = 0, to = 0; first < cols; first += width) {
      const across = Math.min(width, cols - first);
      for (let from = first; from < rows * cols; from += cols, to += width) {
        // a model is loaded once, by a loop that is not optimised yet: rows of a panel take a quarter of the time of numbers
        if (numbers instanceof Float32Array) data.set(numbers.subarray(from, from + across), to);
        else for (let c = 0; c < across; c++) data[to + c] = numbers[from + c];
      }
    }
  }
}

/** Trainable parameters: weights in panels, biases in a matrix of one row. */
export type Weights = Matrix | Panels;

function checkLength(numbers: ArrayLike<number>, rows: number, cols: number): void {
  if (numbers.length === rows * cols) return;
  throw new RangeError(`a ${rows}x${cols} matrix needs ${rows * cols} numbers, got ${numbers.length}`);
}

/** The divisor that maps bytes to the input range of a network, from 0 (paper) to 1 (ink). */
export const BYTE_SCALE = 255;

/** The images of a data set, in the representation of the kernels that created it. */
export interface Images {
  readonly count: number;
  /** Pixels per image. */
  readonly cols: number;
}

/**
 * A batch of images, or of activations, without their zeros; the representation depends on the kernels that created
 * it.
 *
 * Four fifths of MNIST's pixels are zero, and at least a third of the outputs of ReLU. A product over the non-zero
 * elements does a fraction of the work and gives the same bits, because adding 0 * w changes no sum.
 */
export abstract class SparseRows {
  readonly capacity: number;
  readonly cols: number;
  #rows: number;

  constructor(rows: number, cols: number) {
    this.capacity = rows;
    this.cols = cols;
    this.#rows = rows;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The last batch of an epoch is often smaller than the others. */
  set rows(rows: number) {
    if (!Number.isInteger(rows) || rows < 0 || rows > this.capacity) {
      throw new RangeError(`rows must be an integer from 0 to ${this.capacity}, got ${rows}`);
    }
    this.#rows = rows;
  }
}
