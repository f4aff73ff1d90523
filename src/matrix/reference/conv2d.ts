/** Convolution and the layout of images. Padding is a copy, so windows never extend beyond their images. */

import type { Matrix, Panels } from '../matrix.ts';
import { GROUP, groupsOf, imageSize, type Windows, windowCols, windowRows, windowSize } from '../windows.ts';
import type { Arithmetic } from './arithmetic.ts';
import { addScaledRow } from './dense.ts';
import type { ListedRows } from './sparse.ts';

/** out = x as a dense matrix. */
export function expand(_: Arithmetic, out: Matrix, x: ListedRows): void {
  const [N, I] = [x.rows, x.cols];
  out.data.fill(0, 0, N * I);
  for (let n = 0; n < N; n++) {
    for (let k = n * I; k < n * I + x.counts[n]; k++) out.data[n * I + x.indices[k]] = x.values[k];
  }
}

/** out = x with a margin of zeros around each image. */
export function pad(_: Arithmetic, out: Matrix, x: Matrix, windows: Windows, margin: number): void {
  out.data.fill(0, 0, out.rows * out.cols);
  eachRow(out, x, windows, margin, (wide, narrow, length) => {
    out.data.set(x.data.subarray(narrow, narrow + length), wide);
  });
}

/** out = x without the margin around each image. */
export function crop(_: Arithmetic, out: Matrix, x: Matrix, windows: Windows, margin: number): void {
  eachRow(x, out, windows, margin, (wide, narrow, length) => {
    out.data.set(x.data.subarray(wide, wide + length), narrow);
  });
}

/** Calls `copy` for each row of each image with its offset with the margin, its offset without, and its length. */
function eachRow(
  padded: Matrix,
  plain: Matrix,
  { height, width, channels }: Windows,
  margin: number,
  copy: (wide: number, narrow: number, length: number) => void,
): void {
  const wideRow = (width + 2 * margin) * channels;
  for (let n = 0; n < plain.rows; n++) {
    for (let y = 0; y < height; y++) {
      const wide = n * padded.cols + (y + margin) * wideRow + margin * channels;
      copy(wide, n * plain.cols + y * width * channels, width * channels);
    }
  }
}

/** Calls `visit` for each window of each image, ascending, with the offset of the window in the image and its index. */
export function eachWindow(
  N: number,
  windows: Windows,
  visit: (first: number, window: number, n: number) => void,
): void {
  const { width, channels, stride } = windows;
  const [rows, cols, size] = [windowRows(windows), windowCols(windows), imageSize(windows)];
  for (let n = 0; n < N; n++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < cols; x++) {
        visit(n * size + (y * width + x) * stride * channels, (n * rows + y) * cols + x, n);
      }
    }
  }
}

/** out = window w + b for each window. out: N x Q; x: N x P; w: K x F; b: 1 x F. */
export function conv2d(
  arithmetic: Arithmetic,
  out: Matrix,
  x: Matrix,
  w: Panels,
  b: Matrix,
  windows: Windows,
): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  const [F, run] = [w.cols, windowWidth * channels];
  eachWindow(x.rows, windows, (first, window) => {
    const to = window * F;
    for (let f = 0; f < F; f++) out.data[to + f] = b.data[f] + 0;
    for (let ky = 0; ky < windowHeight; ky++) {
      const from = first + ky * width * channels;
      for (let i = 0; i < run; i++) {
        const scale = x.data[from + i];
        if (scale !== 0) addScaledRow(arithmetic, out.data, to, scale, w, ky * run + i);
      }
    }
  });
}

/**
 * Adds each dOut, times its filter, to the window in dX that it was computed from. dX: N x P; dOut: N x Q; filters: F
 * x K.
 */
export function conv2dInputGradient(
  { round }: Arithmetic,
  dX: Matrix,
  dOut: Matrix,
  filters: Panels,
  windows: Windows,
): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  const [F, K, run] = [filters.rows, filters.cols, windowWidth * channels];
  dX.data.fill(0, 0, dX.rows * dX.cols);
  eachWindow(dX.rows, windows, (first, window) => {
    for (let f = 0; f < F; f++) {
      const scale = dOut.data[window * F + f];
      if (scale === 0) continue;
      for (let ky = 0; ky < windowHeight; ky++) {
        const to = first + ky * width * channels;
        const from = f * K + ky * run;
        for (let i = 0; i < run; i++)
          dX.data[to + i] = round(dX.data[to + i] + round(scale * filters.data[from + i]));
      }
    }
  });
}

/** Gradients of filters and biases, one row per group of images. */
export function conv2dPartialGradients(
  { round }: Arithmetic,
  out: Matrix,
  x: Matrix,
  dOut: Matrix,
  windows: Windows,
): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  const [K, run] = [windowSize(windows), windowWidth * channels];
  const F = out.cols / (K + 1);
  out.data.fill(0, 0, groupsOf(x.rows) * out.cols);
  eachWindow(x.rows, windows, (first, window, n) => {
    const row = Math.floor(n / GROUP) * out.cols;
    for (let f = 0; f < F; f++) {
      const scale = dOut.data[window * F + f];
      if (scale === 0) continue;
      for (let ky = 0; ky < windowHeight; ky++) {
        const to = row + f * K + ky * run;
        const from = first + ky * width * channels;
        for (let i = 0; i < run; i++)
          out.data[to + i] = round(out.data[to + i] + round(scale * x.data[from + i]));
      }
      const bias = row + F * K + f;
      out.data[bias] = round(out.data[bias] + scale);
    }
  });
}

/** dW and db: the partial gradients summed over groups, ascending. */
export function conv2dGradients({ round }: Arithmetic, dW: Panels, db: Matrix, partial: Matrix): void {
  const [F, K] = [dW.rows, dW.cols];
  dW.data.fill(0);
  db.data.fill(0, 0, F);
  for (let g = 0; g < partial.rows; g++) {
    const row = g * partial.cols;
    for (let k = 0; k < F * K; k++) dW.data[k] = round(dW.data[k] + partial.data[row + k]);
    for (let f = 0; f < F; f++) db.data[f] = round(db.data[f] + partial.data[row + F * K + f]);
  }
}
