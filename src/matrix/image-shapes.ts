/** Checks the operands of the kernels for images before any work is done, as `shapes.ts` does for the other kernels. */

import { DENSE_PANEL, type Matrix, type Panels, SPARSE_PANEL } from './matrix.ts';
import { groupsOf, imageSize, type Windows, windowCols, windowRows, windowSize } from './windows.ts';

/** An operand and its expected shape. */
type Expected = readonly [operand: Matrix | Panels, rows: number, cols: number];

/** @throws RangeError that names the kernel, the operand, and its actual and expected shape */
function checkOperands(kernel: string, ...operands: readonly Expected[]): void {
  for (let k = 0; k < operands.length; k++) {
    const [{ rows, cols }, expectedRows, expectedCols] = operands[k];
    if (rows === expectedRows && cols === expectedCols) continue;
    throw new RangeError(
      `${kernel}: operand ${k + 1} must be ${expectedRows}x${expectedCols}, got ${rows}x${cols}`,
    );
  }
}

/** @throws RangeError if sizes are not positive integers, or windows are larger than images */
function checkWindows(kernel: string, windows: Windows): void {
  const { height, width, channels, windowHeight, windowWidth, stride } = windows;
  if (![height, width, channels, windowHeight, windowWidth, stride].every(isSize)) {
    throw new RangeError(`${kernel}: sizes of images and windows must be whole numbers above 0`);
  }
  if (windowHeight > height || windowWidth > width) {
    throw new RangeError(
      `${kernel}: windows of ${windowHeight}x${windowWidth} do not fit in images of ${height}x${width}`,
    );
  }
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value > 0;
}

/** @throws TypeError if filters are not row-major */
function checkFilters(kernel: string, filters: Panels): void {
  if (filters.width === filters.cols) return;
  throw new TypeError(`${kernel}: filters must be in a single panel of ${filters.cols} columns`);
}

/** Number of elements of an image with `margin` more rows and columns on each side. */
function paddedSize(kernel: string, { height, width, channels }: Windows, margin: number): number {
  if (!Number.isInteger(margin) || margin < 0) {
    throw new RangeError(`${kernel}: the margin must be a whole number from 0, got ${margin}`);
  }
  return (height + 2 * margin) * (width + 2 * margin) * channels;
}

export function checkPad(out: Matrix, x: Matrix, windows: Windows, margin: number): void {
  checkOperands('pad', [out, x.rows, paddedSize('pad', windows, margin)], [x, x.rows, imageSize(windows)]);
}

export function checkCrop(out: Matrix, x: Matrix, windows: Windows, margin: number): void {
  checkOperands('crop', [out, x.rows, imageSize(windows)], [x, x.rows, paddedSize('crop', windows, margin)]);
}

export function checkConv2d(out: Matrix, x: Matrix, w: Panels, b: Matrix, windows: Windows): void {
  checkWindows('conv2d', windows);
  const F = w.cols;
  checkOperands(
    'conv2d',
    [out, x.rows, windowRows(windows) * windowCols(windows) * F],
    [x, x.rows, imageSize(windows)],
    [w, windowSize(windows), F],
    [b, 1, F],
  );
  if (w.width === DENSE_PANEL || w.width === SPARSE_PANEL) return;
  throw new TypeError(`conv2d: w must be in panels of ${DENSE_PANEL} or ${SPARSE_PANEL} columns`);
}

export function checkInputGradient(dX: Matrix, dOut: Matrix, filters: Panels, windows: Windows): void {
  const kernel = 'conv2dInputGradient';
  checkWindows(kernel, windows);
  checkOperands(
    kernel,
    [dX, dX.rows, imageSize(windows)],
    [dOut, dX.rows, windowRows(windows) * windowCols(windows) * filters.rows],
    [filters, filters.rows, windowSize(windows)],
  );
  checkFilters(kernel, filters);
}

export function checkPartialGradients(out: Matrix, x: Matrix, dOut: Matrix, windows: Windows): void {
  const kernel = 'conv2dPartialGradients';
  checkWindows(kernel, windows);
  const count = windowRows(windows) * windowCols(windows);
  const F = Math.floor(dOut.cols / count);
  checkOperands(
    kernel,
    [out, groupsOf(x.rows), F * (windowSize(windows) + 1)],
    [x, x.rows, imageSize(windows)],
    [dOut, x.rows, count * F],
  );
}

export function checkGradients(dW: Panels, db: Matrix, partial: Matrix): void {
  const [F, K] = [dW.rows, dW.cols];
  checkOperands('conv2dGradients', [dW, F, K], [db, 1, F], [partial, partial.rows, F * (K + 1)]);
  checkFilters('conv2dGradients', dW);
}

/** out and x, or dX and dOut: the larger operand holds whole images. */
export function checkPool(
  kernel: 'maxPool2d' | 'maxPool2dBackward' | 'averagePool2d' | 'averagePool2dBackward',
  first: Matrix,
  second: Matrix,
  windows: Windows,
  indices?: Int32Array,
): void {
  checkWindows(kernel, windows);
  const outputs = windowRows(windows) * windowCols(windows) * windows.channels;
  const backward = kernel.endsWith('Backward');
  const N = second.rows;
  const sizes = [outputs, imageSize(windows)];
  if (backward) sizes.reverse();
  checkOperands(kernel, [first, N, sizes[0]], [second, N, sizes[1]]);
  if (indices !== undefined && indices.length < N * outputs) {
    throw new RangeError(`${kernel}: ${N * outputs} indices are needed, got ${indices.length}`);
  }
}
