/** Checks the operands of every kernel once, at the door, so that no loop has to. */

import type { Kernels } from './kernels.ts';
import type { Images, Matrix, Panels, SparseRows } from './matrix.ts';

export type Operand = Matrix | Panels | SparseRows;

/** The kernels that take matrices alone, and numbers after them. */
export type ShapedKernel = Exclude<
  keyof Kernels,
  | 'backend'
  | 'threads'
  | 'matrix'
  | 'panels'
  | 'sparseRows'
  | 'bytes'
  | 'adopt'
  | 'integers'
  | 'finish'
  | 'close'
  | 'gather'
>;

/**
 * The shape of each operand, rows then columns, with a letter for each size; `1` is a single row. Where a letter
 * comes again the sizes must agree. The first letter is what the work is shared out by.
 */
const shapes: Record<ShapedKernel, readonly string[]> = {
  sparseAffine: ['NO', 'NI', 'IO', '1O'],
  affine: ['NO', 'NI', 'IO', '1O'],
  matmul: ['NO', 'NI', 'IO'],
  relu: ['NC', 'NC'],
  reluBackward: ['NC', 'NC', 'NC'],
  sigmoid: ['NC', 'NC'],
  sigmoidBackward: ['NC', 'NC', 'NC'],
  softmax: ['NC', 'NC'],
  dropout: ['NC', 'NC'],
  softmaxCrossEntropy: ['NC', 'N1', 'NC'],
  sparseWeightGradient: ['IO', 'NI', 'NO'],
  weightGradient: ['IO', 'NI', 'NO'],
  columnSums: ['1O', 'NO'],
  pack: ['IC', 'IC'],
  packTransposed: ['CI', 'IC'],
  sgd: ['IO', 'IO'],
  momentum: ['IO', 'IO', 'IO'],
  adam: ['IO', 'IO', 'IO', 'IO'],
};

const ONE = '1'.charCodeAt(0);
const sizes = new Int32Array(128); // by letter; -1 where the letter has not come yet

/** @throws RangeError that names the kernel, the operand, and the shapes got and expected */
export function checkShapes(kernel: ShapedKernel, ...operands: readonly Operand[]): void {
  const pattern = shapes[kernel];
  sizes.fill(-1, 64, 96);
  sizes[ONE] = 1;
  for (let k = 0; k < pattern.length; k++) {
    const operand = operands[k];
    const letters = pattern[k];
    const rows = letters.charCodeAt(0);
    const cols = letters.charCodeAt(1);
    if (sizes[rows] === -1) sizes[rows] = operand.rows;
    if (sizes[cols] === -1) sizes[cols] = operand.cols;
    if (sizes[rows] !== operand.rows || sizes[cols] !== operand.cols) {
      throw new RangeError(
        `${kernel}: operand ${k + 1} must be ${sizes[rows]}x${sizes[cols]}, got ${operand.rows}x${operand.cols}`,
      );
    }
  }
}

/** @throws RangeError where the bytes are not a whole number of images */
export function checkImages(bytes: Uint8Array, cols: number): void {
  if (!Number.isInteger(cols) || cols < 1 || bytes.length % cols !== 0) {
    throw new RangeError(`adopt: ${bytes.length} bytes are not a whole number of images of ${cols} pixels`);
  }
}

/** @throws RangeError where a batch does not lie within the images and their order */
export function checkGather(x: SparseRows, images: Images, order: Int32Array, start: number): void {
  if (start < 0 || start + x.rows > order.length) {
    throw new RangeError(`gather: images ${start} to ${start + x.rows} of an order of ${order.length}`);
  }
  const { count, cols } = images;
  if (cols !== x.cols) throw new RangeError(`gather: images must have ${x.cols} pixels, got ${cols}`);
  for (let n = 0; n < x.rows; n++) {
    const image = order[start + n];
    if (!(image >= 0 && image < count)) {
      throw new RangeError(`gather: there is no image ${image} among ${count} of ${x.cols} pixels`);
    }
  }
}

/** @throws RangeError where a label is missing or names no class */
export function checkLabels(labels: Uint8Array, z: Matrix): void {
  if (labels.length < z.rows) throw new RangeError(`labels: ${z.rows} are needed, got ${labels.length}`);
  for (let n = 0; n < z.rows; n++) {
    if (labels[n] >= z.cols) {
      throw new RangeError(`labels: ${labels[n]} names none of ${z.cols} classes`);
    }
  }
}
