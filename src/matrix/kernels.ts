/**
 * The contract of the matrix core: every kernel, its shapes, and its guarantees. `reference/reference-kernels.ts`
 * defines the correct results; `wasm/simd-kernels.ts` and `wasm/threaded-kernels.ts` compute the same bits faster.
 *
 * Legend: N batch, I inputs, O outputs, C columns, M images in a data set; for images, P elements of an image, K
 * elements of a window, F filters, Q outputs of an image: one per window (times F, or times channels in pooling).
 * Outputs come first. All matrices are row-major. Every kernel OVERWRITES its output unless it says "updates".
 *
 * Each output element of a product is one float32 accumulator; terms are added in ascending order of the inner index,
 * rounding after each multiplication and each addition. A sum starts from +0, or from its bias + 0, so that it is
 * never -0; terms whose left factor is zero may then be skipped without changing a bit (if weights are finite).
 *
 * Calls may be queued: results may be read after `finish()`.
 */

import type { ActivationKernel } from './activations.ts';
import type { Augmentation } from './augmentation.ts';
import type { Images, Matrix, Panels, SparseRows, Weights } from './matrix.ts';
import type { UpdateKernel, UpdateSettings } from './updates.ts';
import type { Windows } from './windows.ts';

export interface Kernels {
  readonly backend: 'reference' | 'simd';
  readonly threads: number;

  /** A matrix of zeros in the memory that these kernels work in. */
  matrix(rows: number, cols: number): Matrix;
  /** Weights, all zero. width: DENSE_PANEL by default; SPARSE_PANEL suits wide layers with pixels as input. */
  panels(rows: number, cols: number, width?: number): Panels;
  /** Buffer for a batch of `rows` images of `cols` pixels. */
  sparseRows(rows: number, cols: number): SparseRows;
  /** Buffer for the activations of a batch without their zeros; see `compressRows`. */
  sparseActivations(rows: number, cols: number): SparseRows;
  bytes(length: number): Uint8Array;
  /** Images in the representation that `gather` reads. bytes: count x cols; 0 is paper, 255 is ink. */
  adopt(bytes: Uint8Array, cols: number): Images;
  integers(length: number): Int32Array;

  /** The same kernels with a separate lifetime for memory: everything allocated through the scope is freed together. */
  scope(): Scope;
  /** Returns when all previous calls have completed. @throws SystemError if a worker failed */
  finish(): void;
  /** Stops worker threads, if any. The kernels cannot be used afterwards. */
  close(): Promise<void>;

  // Activations: row n of the output depends on row n of the inputs, and on weights.

  /** x[n] = images[order[start + n]]. x: N x I; images: M x I. */
  gather(x: SparseRows, images: Images, order: Int32Array, start: number): void;
  /**
   * x[n] = images[order[start + n]], augmented at random (see `augmentation.ts`) and rounded to bytes again. The
   * random stream is substream(key, order[start + n]): it depends on the image, not on the batch. x: N x 784; images:
   * M x 784.
   */
  augment(
    x: SparseRows,
    images: Images,
    order: Int32Array,
    start: number,
    key: number,
    augmentation: Augmentation,
  ): void;
  /** x = z without its zeros. x, z: N x C; x is from `sparseActivations`. */
  compressRows(x: SparseRows, z: Matrix): void;
  /** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
  sparseAffine(out: Matrix, x: SparseRows, w: Panels, b: Matrix): void;
  /** out = x w + b. out: N x O; x: N x I; w: I x O; b: 1 x O. */
  affine(out: Matrix, x: Matrix, w: Panels, b: Matrix): void;
  /** out = a b. out: N x O; a: N x I; b: I x O. */
  matmul(out: Matrix, a: Matrix, b: Panels): void;
  /** out = a b. out: N x O; a: N x I; b: I x O. */
  sparseMatmul(out: Matrix, a: SparseRows, b: Panels): void;
  /**
   * out = f(z), element by element; `activations.ts` lists the functions. out, z: N x C; out may be z if the
   * derivative is computed from the output. slope: of leakyRelu only.
   */
  activate(f: ActivationKernel, out: Matrix, z: Matrix, slope?: number): void;
  /** dZ = dOut f'(z). saved: out or z, as stated in `activations.ts`. dZ, dOut, saved: N x C; dZ may be dOut. */
  activateBackward(f: ActivationKernel, dZ: Matrix, dOut: Matrix, saved: Matrix, slope?: number): void;
  /** out[n] = e^((z[n] - max) / temperature) / sum of those, added in ascending order. out, z: N x C. */
  softmax(out: Matrix, z: Matrix, temperature: number): void;
  /**
   * Inverted dropout: out = x / (1 - rate) if kept, else 0. out, x: N x C; out may be x. The hash of (key, n C + c)
   * decides whether element (n, c) is kept: the same key drops the same elements, as the backward pass requires.
   */
  dropout(out: Matrix, x: Matrix, key: number, rate: number): void;
  /**
   * losses[n] = -log softmax(z[n])[labels[n]]; dZ = (softmax(z) - onehot(labels)) / N. A label of C marks an image of
   * no class, whose target is 1 / C for each class: losses[n] is then the mean of -log softmax(z[n]), and 1 / C
   * replaces onehot(label). With smoothing s (C. Szegedy et al., "Rethinking the Inception architecture", 2016), the
   * target of a class is s / C, and that of the label 1 - s + s / C. dZ, z: N x C; losses: N x 1; labels: at least N
   * bytes from 0 to C; smoothing: from 0, the default, to below 1.
   */
  softmaxCrossEntropy(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array, smoothing?: number): void;
  /**
   * Half the squared distance of y = sigmoid(z) to the target t, which is 1 for the label and 0 for the other classes
   * (0 for all if the label is C, which marks an image of no class): losses[n] = sum of (y - t)^2 / 2, c ascending;
   * dZ = (y - t) y (1 - y) / N. dZ, z: N x C; dZ may be z; losses: N x 1; labels: at least N bytes from 0 to C.
   */
  sigmoidSquaredError(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array): void;
  /**
   * Binary cross-entropy of y = sigmoid(z) with t as above: losses[n] = sum of -t log y - (1 - t) log(1 - y), c
   * ascending, computed as max(-z, 0) for the label and max(z, 0) for the others, plus log(1 + e^-|z|); dZ = (y - t) / N.
   * dZ, z: N x C; dZ may be z; losses: N x 1; labels: at least N bytes from 0 to C.
   */
  sigmoidCrossEntropy(dZ: Matrix, losses: Matrix, z: Matrix, labels: Uint8Array): void;

  // Images: rows hold height x width x channels, channels last; `windows.ts` defines the windows. Row n of the output
  // depends on row n of the inputs, and on the filters.

  /** out = x as a dense matrix. out, x: N x I. */
  expand(out: Matrix, x: SparseRows): void;
  /** out = x with a margin of zeros on each side of each image; `windows` describes the images of x. */
  pad(out: Matrix, x: Matrix, windows: Windows, margin: number): void;
  /** out = x without a margin on each side of each image; `windows` describes the images of out. */
  crop(out: Matrix, x: Matrix, windows: Windows, margin: number): void;
  /**
   * out[n][y][x][f] = b[f] + sum over (ky, kx, c), ascending, of x[n][y stride + ky][x stride + kx][c] w[ky kx c][f].
   * out: N x Q; x: N x P; w: K x F, panels of 8 or 32; b: 1 x F.
   */
  conv2d(out: Matrix, x: Matrix, w: Panels, b: Matrix, windows: Windows): void;
  /**
   * dX[n][i][j][c] = sum over the windows (y, x) that contain (i, j), ascending, then f, ascending, of
   * dOut[n][y][x][f] filters[f][i - y stride][j - x stride][c]. dX: N x P; dOut: N x Q; filters: F x K, one panel.
   */
  conv2dInputGradient(dX: Matrix, dOut: Matrix, filters: Panels, windows: Windows): void;
  /**
   * The first half of the gradient of filters and biases. Images 8 g to 8 g + 7 give row g:
   * out[g][f K + k] = sum over (n, y, x), ascending, of dOut[n][y][x][f] times element k of window (y, x) of x[n];
   * out[g][F K + f] = sum over (n, y, x), ascending, of dOut[n][y][x][f].
   * out: ceil(N / 8) x F (K + 1); x: N x P; dOut: N x Q. Independent of the distribution of images over threads.
   */
  conv2dPartialGradients(out: Matrix, x: Matrix, dOut: Matrix, windows: Windows): void;
  /**
   * out[n][y][x][c] = the maximum of channel c in window (y, x) of x[n], the first one in case of ties, and indices[n
   * Q + (y, x, c)] = its column in x. NaN is skipped unless it is the first element. With `rectifies`, a ReLU is
   * fused: out is 0 and the index -1 if no element is above 0. out: N x Q; x: N x P; indices: at least N Q.
   */
  maxPool2d(out: Matrix, indices: Int32Array, x: Matrix, windows: Windows, rectifies?: boolean): void;
  /**
   * dX[n][p] = sum, (y, x) ascending, of dOut[n][y][x][c] whose index is p. Index -1 is skipped.
   * dX: N x P; dOut: N x Q.
   */
  maxPool2dBackward(dX: Matrix, dOut: Matrix, indices: Int32Array, windows: Windows): void;
  /** out[n][y][x][c] = sum over the window, ascending, divided by its number of elements. out: N x Q; x: N x P. */
  averagePool2d(out: Matrix, x: Matrix, windows: Windows): void;
  /**
   * dX[n][i][j][c] = sum over the windows that contain (i, j), ascending, of dOut / window size. dX: N x P; dOut: N x
   * Q.
   */
  averagePool2dBackward(dX: Matrix, dOut: Matrix, windows: Windows): void;

  // Weights: gradients summed over the batch, and elementwise updates. The operands of an update have the same
  // layout.

  /** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
  sparseWeightGradient(dW: Panels, x: SparseRows, dOut: Matrix): void;
  /** dW = x^T dOut, n ascending. dW: I x O; x: N x I; dOut: N x O. */
  weightGradient(dW: Panels, x: Matrix, dOut: Matrix): void;
  /** out[0][o] = sum over n, ascending, of a[n][o]. out: 1 x O; a: N x O. */
  columnSums(out: Matrix, a: Matrix): void;
  /**
   * The second half of the gradient, after `conv2dPartialGradients`: dW[f][k] = sum over g, ascending, of
   * partial[g][f K + k]; db[f] = sum over g, ascending, of partial[g][F K + f]. dW: F x K, one panel; db: 1 x F;
   * partial: G x F (K + 1).
   */
  conv2dGradients(dW: Panels, db: Matrix, partial: Matrix): void;
  /** out = a^T. out: C x I; a: I x C. */
  transpose(out: Panels, a: Panels): void;
  /**
   * One step of an optimizer; `updates.ts` defines the rules. Updates the weights and the state. operands: w, state,
   * ..., dW, all I x O. Afterwards the values of dW are unspecified: they may never have been written.
   */
  update<K extends UpdateKernel>(rule: K, operands: readonly Weights[], settings: UpdateSettings[K]): void;
  /** w = factor w. Updates w. */
  scale(w: Weights, factor: number): void;
  /** average += fraction (w - average). Updates average. average, w: I x O. */
  lerp(average: Weights, w: Weights, fraction: number): void;
  /** dW += rate sign(w), the gradient of rate |w|; the sign of 0 is 0. Updates dW. dW, w: I x O. */
  addL1Gradient(dW: Weights, w: Weights, rate: number): void;
  /** out[0][o] = sum over i, ascending, of w[i][o]^2. out: 1 x O; w: I x O. */
  columnSquares(out: Matrix, w: Weights): void;
}

/** Kernels whose memory can be freed before the kernels they were derived from are closed. */
export interface Scope extends Kernels {
  /**
   * Completes pending work, then frees everything allocated through this scope. Neither the scope nor its matrices
   * may be used afterwards.
   */
  release(): void;
}

/** The parameter types of a kernel. */
export type KernelParameters<Name extends keyof Kernels> = Kernels[Name] extends (
  ...parameters: infer P
) => unknown
  ? P
  : never;
