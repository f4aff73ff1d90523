/** Max and average pooling, and their backward passes. */

import type { Matrix } from '../matrix.ts';
import { imageSize, type Windows } from '../windows.ts';
import type { Arithmetic } from './arithmetic.ts';
import { eachWindow } from './conv2d.ts';

/** out = the maximum of each window and channel, the first one in case of ties; places = its column in x. */
export function maxPool2d(
  _: Arithmetic,
  out: Matrix,
  indices: Int32Array,
  x: Matrix,
  windows: Windows,
  rectifies: boolean,
): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  const size = imageSize(windows);
  eachWindow(x.rows, windows, (first, window, n) => {
    for (let c = 0; c < channels; c++) {
      let most = rectifies ? 0 : x.data[first + c];
      let place = rectifies ? -1 : first + c - n * size;
      for (let ky = 0; ky < windowHeight; ky++) {
        for (let kx = 0; kx < windowWidth; kx++) {
          const other = first + (ky * width + kx) * channels + c;
          if (!(x.data[other] > most)) continue;
          most = x.data[other];
          place = other - n * size;
        }
      }
      out.data[window * channels + c] = most;
      indices[window * channels + c] = place;
    }
  });
}

/** dX = each dOut at the position of the maximum. */
export function maxPool2dBackward(
  { round }: Arithmetic,
  dX: Matrix,
  dOut: Matrix,
  indices: Int32Array,
): void {
  const [N, Q] = [dOut.rows, dOut.cols];
  dX.data.fill(0, 0, N * dX.cols);
  for (let n = 0; n < N; n++) {
    for (let q = n * Q; q < (n + 1) * Q; q++) {
      if (indices[q] === -1) continue;
      const to = n * dX.cols + indices[q];
      dX.data[to] = round(dX.data[to] + dOut.data[q]);
    }
  }
}

/** out = the mean of each window and channel. */
export function averagePool2d({ round }: Arithmetic, out: Matrix, x: Matrix, windows: Windows): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  eachWindow(x.rows, windows, (first, window) => {
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let ky = 0; ky < windowHeight; ky++) {
        for (let kx = 0; kx < windowWidth; kx++) {
          sum = round(sum + x.data[first + (ky * width + kx) * channels + c]);
        }
      }
      out.data[window * channels + c] = round(sum / (windowHeight * windowWidth));
    }
  });
}

/** dX = each dOut divided by the size of a window, at all positions of its window. */
export function averagePool2dBackward(
  { round }: Arithmetic,
  dX: Matrix,
  dOut: Matrix,
  windows: Windows,
): void {
  const { width, channels, windowHeight, windowWidth } = windows;
  dX.data.fill(0, 0, dX.rows * dX.cols);
  eachWindow(dX.rows, windows, (first, window) => {
    for (let c = 0; c < channels; c++) {
      const gradient = round(dOut.data[window * channels + c] / (windowHeight * windowWidth));
      for (let ky = 0; ky < windowHeight; ky++) {
        for (let kx = 0; kx < windowWidth; kx++) {
          const to = first + (ky * width + kx) * channels + c;
          dX.data[to] = round(dX.data[to] + gradient);
        }
      }
    }
  });
}
