/** The kernels in plain TypeScript, which define the correct results. Every call runs synchronously on one thread. */

import { inspectSymbol } from '../../constants.ts';
import { backwardOf } from '../activations.ts';
import * as imageShapes from '../image-shapes.ts';
import type { Kernels, Scope } from '../kernels.ts';
import { DENSE_PANEL, type Images, Matrix, Panels, type SparseRows } from '../matrix.ts';
import { checkAugment, checkGather, checkImages, checkLabels, checkShapes } from '../shapes.ts';
import * as activation from './activation.ts';
import { type Arithmetic, float32 } from './arithmetic.ts';
import { augment } from './augment.ts';
import * as images from './conv2d.ts';
import * as dense from './dense.ts';
import * as loss from './loss.ts';
import * as pool from './pool.ts';
import * as sparse from './sparse.ts';
import { ReferenceUpdates } from './update-kernels.ts';

export class ReferenceKernels extends ReferenceUpdates implements Scope {
  readonly backend = 'reference' as const;

  static {
    Object.defineProperty(ReferenceKernels.prototype, inspectSymbol, {
      value: () => 'Kernels { reference }',
    });
  }

  readonly threads = 1;
  readonly #arithmetic: Arithmetic;

  /** @param arithmetic float32, except in gradient checks */
  constructor(arithmetic: Arithmetic = float32) {
    super(arithmetic);
    this.#arithmetic = arithmetic;
  }

  matrix(rows: number, cols: number): Matrix {
    return new Matrix(rows, cols, this.#arithmetic.floats(rows * cols));
  }

  panels(rows: number, cols: number, width: number = DENSE_PANEL): Panels {
    return new Panels(rows, cols, width, this.#arithmetic.floats(Panels.length(rows, cols, width)));
  }

  sparseRows(rows: number, cols: number): SparseRows {
    return new sparse.ListedRows(rows, cols, this.#arithmetic);
  }

  sparseActivations(rows: number, cols: number): SparseRows {
    return this.sparseRows(rows, cols);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(length);
  }

  adopt(bytes: Uint8Array, cols: number): Images {
    checkImages(bytes, cols);
    return new sparse.ByteImages(bytes, cols);
  }

  integers(length: number): Int32Array {
    return new Int32Array(length);
  }

  /** JavaScript's garbage collector frees the memory. */
  scope(): Scope {
    return this;
  }

  release(): void {}

  finish(): void {}

  async close(): Promise<void> {}

  gather(...[x, images, order, start]: Parameters<Kernels['gather']>): void {
    checkGather(x, images, order, start);
    sparse.gather(this.#arithmetic, own(x), ownImages(images), order, start);
  }

  augment(...[x, images, order, start, key, augmentation]: Parameters<Kernels['augment']>): void {
    checkAugment(x, images, order, start, augmentation);
    augment(this.#arithmetic, own(x), ownImages(images), order, start, key, augmentation);
  }

  compressRows(...[x, z]: Parameters<Kernels['compressRows']>): void {
    checkShapes('compressRows', x, z);
    sparse.compressRows(this.#arithmetic, own(x), z);
  }

  sparseMatmul(...[out, a, b]: Parameters<Kernels['sparseMatmul']>): void {
    checkShapes('sparseMatmul', out, a, b);
    sparse.sparseMatmul(this.#arithmetic, out, own(a), b);
  }

  sparseAffine(...[out, x, w, b]: Parameters<Kernels['sparseAffine']>): void {
    checkShapes('sparseAffine', out, x, w, b);
    sparse.sparseAffine(this.#arithmetic, out, own(x), w, b);
  }

  affine(...operands: Parameters<Kernels['affine']>): void {
    checkShapes('affine', ...operands);
    dense.affine(this.#arithmetic, ...operands);
  }

  matmul(...operands: Parameters<Kernels['matmul']>): void {
    checkShapes('matmul', ...operands);
    dense.matmul(this.#arithmetic, ...operands);
  }

  activate(...[f, out, z, slope = 0]: Parameters<Kernels['activate']>): void {
    checkShapes(f, out, z);
    activation.activations[f].forward(this.#arithmetic, out, z, slope);
  }

  activateBackward(...[f, dZ, dOut, saved, slope = 0]: Parameters<Kernels['activateBackward']>): void {
    checkShapes(backwardOf[f], dZ, dOut, saved);
    activation.activations[f].backward(this.#arithmetic, dZ, dOut, saved, slope);
  }

  softmax(...[out, z, temperature]: Parameters<Kernels['softmax']>): void {
    checkShapes('softmax', out, z);
    activation.softmax(this.#arithmetic, out, z, temperature);
  }

  dropout(...[out, x, key, rate]: Parameters<Kernels['dropout']>): void {
    checkShapes('dropout', out, x);
    activation.dropout(this.#arithmetic, out, x, key, rate);
  }

  softmaxCrossEntropy(
    ...[dZ, losses, z, labels, smoothing = 0]: Parameters<Kernels['softmaxCrossEntropy']>
  ): void {
    checkShapes('softmaxCrossEntropy', dZ, losses, z);
    checkLabels(labels, z);
    loss.softmaxCrossEntropy(this.#arithmetic, dZ, losses, z, labels, smoothing);
  }

  sigmoidSquaredError(...[dZ, losses, z, labels]: Parameters<Kernels['sigmoidSquaredError']>): void {
    checkShapes('sigmoidSquaredError', dZ, losses, z);
    checkLabels(labels, z);
    loss.sigmoidSquaredError(this.#arithmetic, dZ, losses, z, labels);
  }

  sigmoidCrossEntropy(...[dZ, losses, z, labels]: Parameters<Kernels['sigmoidCrossEntropy']>): void {
    checkShapes('sigmoidCrossEntropy', dZ, losses, z);
    checkLabels(labels, z);
    loss.sigmoidCrossEntropy(this.#arithmetic, dZ, losses, z, labels);
  }

  expand(...[out, x]: Parameters<Kernels['expand']>): void {
    checkShapes('expand', out, x);
    images.expand(this.#arithmetic, out, own(x));
  }

  pad(...operands: Parameters<Kernels['pad']>): void {
    imageShapes.checkPad(...operands);
    images.pad(this.#arithmetic, ...operands);
  }

  crop(...operands: Parameters<Kernels['crop']>): void {
    imageShapes.checkCrop(...operands);
    images.crop(this.#arithmetic, ...operands);
  }

  conv2d(...operands: Parameters<Kernels['conv2d']>): void {
    imageShapes.checkConv2d(...operands);
    images.conv2d(this.#arithmetic, ...operands);
  }

  conv2dInputGradient(...operands: Parameters<Kernels['conv2dInputGradient']>): void {
    imageShapes.checkInputGradient(...operands);
    images.conv2dInputGradient(this.#arithmetic, ...operands);
  }

  conv2dPartialGradients(...operands: Parameters<Kernels['conv2dPartialGradients']>): void {
    imageShapes.checkPartialGradients(...operands);
    images.conv2dPartialGradients(this.#arithmetic, ...operands);
  }

  conv2dGradients(...operands: Parameters<Kernels['conv2dGradients']>): void {
    imageShapes.checkGradients(...operands);
    images.conv2dGradients(this.#arithmetic, ...operands);
  }

  maxPool2d(...[out, indices, x, windows, rectifies = false]: Parameters<Kernels['maxPool2d']>): void {
    imageShapes.checkPool('maxPool2d', out, x, windows, indices);
    pool.maxPool2d(this.#arithmetic, out, indices, x, windows, rectifies);
  }

  maxPool2dBackward(...[dX, dOut, indices, windows]: Parameters<Kernels['maxPool2dBackward']>): void {
    imageShapes.checkPool('maxPool2dBackward', dX, dOut, windows, indices);
    pool.maxPool2dBackward(this.#arithmetic, dX, dOut, indices);
  }

  averagePool2d(...operands: Parameters<Kernels['averagePool2d']>): void {
    imageShapes.checkPool('averagePool2d', ...operands);
    pool.averagePool2d(this.#arithmetic, ...operands);
  }

  averagePool2dBackward(...operands: Parameters<Kernels['averagePool2dBackward']>): void {
    imageShapes.checkPool('averagePool2dBackward', ...operands);
    pool.averagePool2dBackward(this.#arithmetic, ...operands);
  }

  sparseWeightGradient(...[dW, x, dOut]: Parameters<Kernels['sparseWeightGradient']>): void {
    checkShapes('sparseWeightGradient', dW, x, dOut);
    sparse.sparseWeightGradient(this.#arithmetic, dW, own(x), dOut);
  }

  weightGradient(...operands: Parameters<Kernels['weightGradient']>): void {
    checkShapes('weightGradient', ...operands);
    dense.weightGradient(this.#arithmetic, ...operands);
  }

  columnSums(...operands: Parameters<Kernels['columnSums']>): void {
    checkShapes('columnSums', ...operands);
    dense.columnSums(this.#arithmetic, ...operands);
  }

  transpose(...operands: Parameters<Kernels['transpose']>): void {
    checkShapes('transpose', ...operands);
    dense.transpose(this.#arithmetic, ...operands);
  }
}

/** @throws TypeError if a batch was created by other kernels */
function own(x: SparseRows): sparse.ListedRows {
  if (x instanceof sparse.ListedRows) return x;
  throw new TypeError('this batch belongs to other kernels');
}

/** @throws TypeError if images were adopted by other kernels */
function ownImages(images: Images): sparse.ByteImages {
  if (images instanceof sparse.ByteImages) return images;
  throw new TypeError('these images belong to other kernels');
}
