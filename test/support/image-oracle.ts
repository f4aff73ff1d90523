/** A second implementation of the image kernels: each output element is one sum, including all zeros. */

import type { Windows } from '../../src/matrix/windows.ts';

type Numbers = ArrayLike<number>;
const f = Math.fround;

/** The number of windows of a convolution or pooling in each direction, counted one by one. */
export function counts({ height, width, windowHeight, windowWidth, stride }: Windows): [number, number] {
  const fitting = (length: number, window: number): number => {
    let count = 0;
    while (count * stride + window <= length) count++;
    return count;
  };
  return [fitting(height, windowHeight), fitting(width, windowWidth)];
}

/** The windows of an image in order, each as the indices that it covers: its rows, columns, and all channels. */
function windowsOf(windows: Windows): number[][] {
  const [rows, cols] = counts(windows);
  const list: number[][] = [];
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < cols; x++) {
      const places: number[] = [];
      for (let ky = 0; ky < windows.windowHeight; ky++) {
        for (let kx = 0; kx < windows.windowWidth; kx++) {
          for (let c = 0; c < windows.channels; c++) {
            places.push(placeOf(windows, y * windows.stride + ky, x * windows.stride + kx, c));
          }
        }
      }
      list.push(places);
    }
  }
  return list;
}

function placeOf({ width, channels }: Windows, y: number, x: number, c: number): number {
  return channels * (width * y + x) + c;
}

export function imageLength({ height, width, channels }: Windows): number {
  return height * width * channels;
}

function sum(terms: Iterable<number>, start = 0): number {
  let total = f(start + 0);
  for (const term of terms) total = f(total + term);
  return total;
}

/** x: N images; w: K x F, row-major. */
export function conv2d(windows: Windows, N: number, F: number, x: Numbers, w: Numbers, b: Numbers): number[] {
  const [P, list] = [imageLength(windows), windowsOf(windows)];
  const out: number[] = [];
  for (let n = 0; n < N; n++) {
    for (const places of list) {
      for (let k = 0; k < F; k++) {
        out.push(
          sum(
            places.map((place, at) => f(x[n * P + place] * w[at * F + k])),
            b[k],
          ),
        );
      }
    }
  }
  return out;
}

/** For each index, the lists that contain it, in order, and its position in them. */
function seenBy(windows: Windows, lists: readonly (readonly number[])[]): [list: number, at: number][][] {
  const seen = Array.from({ length: imageLength(windows) }, () => [] as [number, number][]);
  lists.forEach((places, list) => {
    places.forEach((place, at) => {
      seen[place].push([list, at]);
    });
  });
  return seen;
}

/** dOut: N x windows x F; filters: F x K. */
export function conv2dInputGradient(
  windows: Windows,
  N: number,
  F: number,
  dOut: Numbers,
  filters: Numbers,
): number[] {
  const list = windowsOf(windows);
  const K = list[0].length;
  const dX: number[] = [];
  for (let n = 0; n < N; n++) {
    for (const pairs of seenBy(windows, list)) {
      const terms = pairs.flatMap(([window, at]) =>
        Array.from({ length: F }, (_, k) =>
          f(dOut[(n * list.length + window) * F + k] * filters[k * K + at]),
        ),
      );
      dX.push(sum(terms));
    }
  }
  return dX;
}

/** One row per eight images: F x K gradients of filters, then F of biases. */
export function conv2dPartialGradients(
  windows: Windows,
  N: number,
  F: number,
  x: Numbers,
  dOut: Numbers,
): number[] {
  const [P, list] = [imageLength(windows), windowsOf(windows)];
  const rows: number[] = [];
  for (let first = 0; first < N; first += 8) {
    const pairs: [image: number, window: number][] = [];
    for (let n = first; n < Math.min(first + 8, N); n++) {
      for (let window = 0; window < list.length; window++) pairs.push([n, window]);
    }
    const g = (k: number, [n, window]: [number, number]): number => dOut[(n * list.length + window) * F + k];
    for (let k = 0; k < F; k++) {
      for (let at = 0; at < list[0].length; at++) {
        rows.push(sum(pairs.map(([n, window]) => f(g(k, [n, window]) * x[n * P + list[window][at]]))));
      }
    }
    for (let k = 0; k < F; k++) rows.push(sum(pairs.map((pair) => g(k, pair))));
  }
  return rows;
}

/** For each image, window and channel, the indices in order. */
function eachChannel<T>(windows: Windows, N: number, visit: (n: number, places: number[]) => T): T[] {
  const { channels } = windows;
  const results: T[] = [];
  for (let n = 0; n < N; n++) {
    for (const places of windowsOf(windows)) {
      for (let c = 0; c < channels; c++) {
        results.push(
          visit(
            n,
            places.filter((place) => place % channels === c),
          ),
        );
      }
    }
  }
  return results;
}

/** With ReLU before it: the index is -1 if no value is above 0. */
export function rectifiedMaxPool2d(
  windows: Windows,
  N: number,
  x: Numbers,
): { out: number[]; places: number[] } {
  const rectified = Array.from(x, (value) => (value > 0 ? value : 0));
  const { out, places } = maxPool2d(windows, N, rectified);
  return { out, places: places.map((place, k) => (out[k] > 0 ? place : -1)) };
}

export function maxPool2d(windows: Windows, N: number, x: Numbers): { out: number[]; places: number[] } {
  const P = imageLength(windows);
  const places = eachChannel(windows, N, (n, seen) =>
    seen.reduce((best, place) => (x[n * P + place] > x[n * P + best] ? place : best)),
  );
  const perImage = places.length / N;
  return { places, out: places.map((place, k) => x[Math.floor(k / perImage) * P + place]) };
}

export function maxPool2dBackward(windows: Windows, N: number, dOut: Numbers, places: Numbers): number[] {
  const perImage = places.length / N;
  const dX: number[] = [];
  for (let n = 0; n < N; n++) {
    const row = Array.from({ length: perImage }, (_, k) =>
      [places[n * perImage + k]].filter((place) => place !== -1),
    );
    for (const pairs of seenBy(windows, row)) dX.push(sum(pairs.map(([k]) => dOut[n * perImage + k])));
  }
  return dX;
}

export function averagePool2d(windows: Windows, N: number, x: Numbers): number[] {
  const P = imageLength(windows);
  return eachChannel(windows, N, (n, seen) => sum(seen.map((place) => x[n * P + place])) / seen.length);
}

export function averagePool2dBackward(windows: Windows, N: number, dOut: Numbers): number[] {
  const seen = eachChannel(windows, 1, (_, places) => places);
  const dX: number[] = [];
  for (let n = 0; n < N; n++) {
    for (const pairs of seenBy(windows, seen)) {
      dX.push(sum(pairs.map(([k]) => f(dOut[n * seen.length + k] / seen[k].length))));
    }
  }
  return dX;
}
