/** Checks the operands of every kernel once per call, so that inner loops need no checks. */

import { type ActivationKernel, activationNames, type BackwardKernel, backwardOf } from './activations.ts';
import { type Augmentation, checkAugmentation, PIXELS } from './augmentation.ts';
import type { Kernels } from './kernels.ts';
import { type Images, type Matrix, Panels, type SparseRows, type Weights } from './matrix.ts';
import { type UpdateKernel, updateKernels, updateNames } from './updates.ts';

export type Operand = Matrix | Panels | SparseRows;

/** The kernels that are fully described by tables. */
type DerivedKernel = ActivationKernel | BackwardKernel | UpdateKernel;

/** The kernels whose operands are matrices, followed by numbers. */
export type ShapedKernel =
  | DerivedKernel
  | Exclude<
      keyof Kernels,
      | 'backend'
      | 'threads'
      | 'matrix'
      | 'panels'
      | 'sparseRows'
      | 'sparseActivations'
      | 'bytes'
      | 'adopt'
      | 'integers'
      | 'scope'
      | 'finish'
      | 'close'
      | 'activate'
      | 'activateBackward'
      | 'update'
      | 'gather'
      | 'augment'
      | ImageKernel
    >;

/** Kernels checked by `image-shapes.ts`. */
type ImageKernel = 'pad' | 'crop' | `conv2d${string}` | `maxPool2d${string}` | `averagePool2d${string}`;

/**
 * The shape of each operand, rows then columns, with a letter for each size; `1` is a single row. Equal letters stand
 * for equal sizes. The work is partitioned by the first letter.
 */
const shapes: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(activationNames.map((name) => [name, ['NC', 'NC']])),
  ...Object.fromEntries(activationNames.map((name) => [backwardOf[name], ['NC', 'NC', 'NC']])),
  ...Object.fromEntries(
    updateNames.map((name) => [name, new Array<string>(updateKernels[name].states + 2).fill('IO')]),
  ),
  ...({
    sparseAffine: ['NO', 'NI', 'IO', '1O'],
    affine: ['NO', 'NI', 'IO', '1O'],
    matmul: ['NO', 'NI', 'IO'],
    compressRows: ['NC', 'NC'],
    expand: ['NI', 'NI'],
    sparseMatmul: ['NO', 'NI', 'IO'],
    softmax: ['NC', 'NC'],
    dropout: ['NC', 'NC'],
    softmaxCrossEntropy: ['NC', 'N1', 'NC'],
    sigmoidSquaredError: ['NC', 'N1', 'NC'],
    sigmoidCrossEntropy: ['NC', 'N1', 'NC'],
    sparseWeightGradient: ['IO', 'NI', 'NO'],
    weightGradient: ['IO', 'NI', 'NO'],
    columnSums: ['1O', 'NO'],
    transpose: ['CI', 'IC'],
    scale: ['IO'],
    lerp: ['IO', 'IO'],
    addL1Gradient: ['IO', 'IO'],
    columnSquares: ['1O', 'IO'],
  } satisfies Record<Exclude<ShapedKernel, DerivedKernel>, readonly string[]>),
};

const LETTERS = '1CINO';

/** For each kernel, the indices in LETTERS of each operand's rows and columns, alternating. */
const patterns = Object.fromEntries(
  Object.entries(shapes).map(([kernel, list]) => [
    kernel,
    Array.from(list.join(''), (l) => LETTERS.indexOf(l)),
  ]),
) as unknown as Record<ShapedKernel, readonly number[]>;

const sizes = [1, 0, 0, 0, 0]; // by letter; -1 if the letter has not occurred yet

/** @throws RangeError that names the kernel, the operand, and its actual and expected shape */
export function checkShapes(kernel: ShapedKernel, ...operands: readonly Operand[]): void {
  const pattern = patterns[kernel];
  for (let k = 1; k < sizes.length; k++) sizes[k] = -1;
  for (let k = 0; k < operands.length; k++) {
    const { rows, cols } = operands[k];
    const rowLetter = pattern[2 * k];
    const colLetter = pattern[2 * k + 1];
    if (sizes[rowLetter] === -1) sizes[rowLetter] = rows;
    if (sizes[colLetter] === -1) sizes[colLetter] = cols;
    if (sizes[rowLetter] === rows && sizes[colLetter] === cols) continue;
    throw new RangeError(
      `${kernel}: operand ${k + 1} must be ${sizes[rowLetter]}x${sizes[colLetter]}, got ${rows}x${cols}`,
    );
  }
}

/** @throws TypeError if the operands of an update, which have the same shape, differ in layout */
export function checkAlike(kernel: string, ...operands: readonly Weights[]): void {
  for (const operand of operands) {
    if (width(operand) !== width(operands[0]))
      throw new TypeError(`${kernel}: operands must have the same layout`);
  }
}

function width(operand: Weights): number {
  return operand instanceof Panels ? operand.width : 0;
}

/** @throws RangeError if the bytes are not a whole number of images */
export function checkImages(bytes: Uint8Array, cols: number): void {
  if (!Number.isInteger(cols) || cols < 1 || bytes.length % cols !== 0) {
    throw new RangeError(`adopt: ${bytes.length} bytes are not a whole number of images of ${cols} pixels`);
  }
}

/** @throws RangeError if a batch exceeds the images or their order */
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

/** @throws RangeError as `gather` does, if images are not 28x28, or if a strength is out of range */
export function checkAugment(
  x: SparseRows,
  images: Images,
  order: Int32Array,
  start: number,
  augmentation: Augmentation,
): void {
  if (x.cols !== PIXELS) throw new RangeError(`augment: images must have ${PIXELS} pixels, got ${x.cols}`);
  checkAugmentation(augmentation);
  checkGather(x, images, order, start);
}

/** @throws RangeError if a label is missing or out of range */
export function checkLabels(labels: Uint8Array, z: Matrix): void {
  if (labels.length < z.rows) throw new RangeError(`labels: ${z.rows} are needed, got ${labels.length}`);
  for (let n = 0; n < z.rows; n++) {
    if (labels[n] > z.cols) {
      throw new RangeError(`labels: ${labels[n]} names none of ${z.cols} classes`);
    }
  }
}
