/** Convolution and pooling for every backend: the same bits as the oracle, at odd sizes, strides and channels. */

import { expect } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Windows } from '../../src/matrix/windows.ts';
import type { Random } from '../../src/random.ts';
import { checkContract, expectWritten } from '../support/contract.ts';
import * as oracle from '../support/image-oracle.ts';
import { batch, filled, panels, type Size, used, widths } from '../support/operands.ts';

const channelCounts = [1, 1, 2, 3, 4, 5, 8, 16, 24];
const filterCounts = [1, 3, 4, 5, 8, 9, 16, 17, 33];

/** What a first layer sees: windows that find the pixels which are not zero, beside others. */
const pixels = { channels: 1, stride: 1 } as const;

/** The pooling that most nets have; its windows touch each number once where heights and widths are even. */
const pairs = { windowHeight: 2, windowWidth: 2, width: 6, stride: 2 } as const;

interface Drawn {
  /** One, two or three groups of images, the last one ragged. */
  readonly N: number;
  readonly windows: Windows;
  readonly F: number;
  readonly P: number;
  readonly K: number;
  readonly count: number;
}

function draw(size: Size, random: Random): Drawn {
  const pick = (list: readonly number[]): number => list[random.below(list.length)];
  const [windowHeight, windowWidth] = [1 + random.below(5), 1 + random.below(5)];
  const drawn = {
    height: windowHeight + random.below(7),
    width: windowWidth + random.below(7),
    channels: pick(channelCounts),
    windowHeight,
    windowWidth,
    stride: 1 + random.below(3),
  };
  const kind = random.below(5);
  const windows =
    kind === 0
      ? { ...drawn, ...pairs, height: 2 + 2 * random.below(3) }
      : kind === 1
        ? { ...drawn, ...pixels }
        : drawn;
  const [rows, cols] = oracle.counts(windows);
  return {
    N: 1 + (size.N % 19),
    windows,
    F: pick(filterCounts),
    P: oracle.imageLength(windows),
    K: windows.windowHeight * windows.windowWidth * windows.channels,
    count: rows * cols,
  };
}

/** Three in four of them zero, as ReLU and max pooling leave them. */
function mostlyZero(kernels: Kernels, rows: number, cols: number, random: Random) {
  const matrix = filled(kernels, rows, cols, random);
  for (let k = 0; k < rows * cols; k++) if (random.below(4) > 0) matrix.data[k] = 0;
  return matrix;
}

/** Numbers of which many are equal. */
function coarse(kernels: Kernels, rows: number, cols: number, random: Random) {
  const matrix = filled(kernels, rows, cols, random);
  for (let k = 0; k < rows * cols; k++) matrix.data[k] = random.below(4) / 2 - 1;
  return matrix;
}

const floats = (numbers: readonly number[]): Float32Array => Float32Array.from(numbers);

checkContract(2, {
  expand(kernels, { N, I }, random) {
    const { x, dense } = batch(kernels, N, I, random);
    const out = filled(kernels, N, I, random);
    kernels.expand(out, x);
    expectWritten(kernels, 'out of images', out, dense);
    const z = filled(kernels, N, I, random);
    const list = kernels.sparseActivations(N, I);
    kernels.compressRows(list, z);
    kernels.expand(out, list);
    expectWritten(
      kernels,
      'out of activations',
      out,
      used(z).map((value) => value + 0),
    );
  },

  'pad and crop'(kernels, size, random) {
    const { N, windows, P } = draw(size, random);
    const { height, width, channels } = windows;
    for (const margin of [0, 1, 2]) {
      const x = filled(kernels, N, P, random);
      const wide = (width + 2 * margin) * channels;
      const expected = new Float32Array(N * (height + 2 * margin) * wide);
      for (let row = 0; row < N * height; row++) {
        const below = row + margin * (2 * Math.floor(row / height) + 1);
        for (let k = 0; k < width * channels; k++) {
          expected[below * wide + margin * channels + k] = x.data[row * width * channels + k];
        }
      }
      const padded = filled(kernels, N, expected.length / N, random);
      kernels.pad(padded, x, windows, margin);
      expectWritten(kernels, `margin ${margin}`, padded, expected);
      const back = filled(kernels, N, P, random);
      kernels.crop(back, padded, windows, margin);
      expectWritten(kernels, `margin ${margin} cut off`, back, used(x));
    }
  },

  conv2d(kernels, size, random) {
    const { N, windows, F, P, K, count } = draw(size, random);
    const make = random.below(2) === 0 ? filled : mostlyZero;
    const [x, b] = [make(kernels, N, P, random), filled(kernels, 1, F, random)];
    const numbers = floats(Array.from({ length: K * F }, () => 2 * random.uniform() - 1));
    const expected = floats(oracle.conv2d(windows, N, F, x.data, numbers, b.data));
    for (const width of widths) {
      const w = panels(kernels, { rows: K, cols: F }, width, numbers);
      const out = filled(kernels, N, count * F, random);
      kernels.conv2d(out, x, w, b, windows);
      expectWritten(kernels, `out, panels of ${width}`, out, expected);
    }
  },

  conv2dInputGradient(kernels, size, random) {
    const { N, windows, F, P, K, count } = draw(size, random);
    const make = random.below(2) === 0 ? filled : mostlyZero;
    const dOut = make(kernels, N, count * F, random);
    const filters = panels(kernels, { rows: F, cols: K }, K, random);
    const dX = filled(kernels, N, P, random);
    kernels.conv2dInputGradient(dX, dOut, filters, windows);
    const expected = oracle.conv2dInputGradient(windows, N, F, dOut.data, used(filters));
    expectWritten(kernels, 'dX', dX, floats(expected));
  },

  'conv2dInputGradient of an infinite gradient'(kernels, size, random) {
    const { N, windows, F, P, K, count } = draw(size, random);
    if (random.below(4) > 0) return;
    const dOut = filled(kernels, N, count * F, random);
    dOut.data[random.below(N * count * F)] = Number.POSITIVE_INFINITY;
    const numbers = floats(Array.from({ length: F * K }, () => random.uniform() + 1));
    const filters = panels(kernels, { rows: F, cols: K }, K, numbers);
    const dX = filled(kernels, N, P, random);
    kernels.conv2dInputGradient(dX, dOut, filters, windows);
    const expected = oracle.conv2dInputGradient(windows, N, F, dOut.data, numbers);
    expectWritten(kernels, 'dX', dX, floats(expected));
  },

  'conv2dPartialGradients and conv2dGradients'(kernels, size, random) {
    const { N, windows, F, P, K, count } = draw(size, random);
    const make = random.below(2) === 0 ? filled : mostlyZero;
    const dOut = make(kernels, N, count * F, random);
    const x = filled(kernels, N, P, random);
    const G = Math.ceil(N / 8);
    const partial = filled(kernels, G, F * (K + 1), random);
    kernels.conv2dPartialGradients(partial, x, dOut, windows);
    const expected = oracle.conv2dPartialGradients(windows, N, F, x.data, dOut.data);
    expectWritten(kernels, 'partial', partial, floats(expected));
    const dW = panels(kernels, { rows: F, cols: K }, K, random);
    const db = filled(kernels, 1, F, random);
    kernels.conv2dGradients(dW, db, partial);
    const sums = Float32Array.from({ length: F * (K + 1) }, (_, k) => {
      let sum = 0;
      for (let g = 0; g < G; g++) sum = Math.fround(sum + Math.fround(expected[g * F * (K + 1) + k]));
      return sum;
    });
    expectWritten(kernels, 'dW', dW, sums.subarray(0, F * K));
    expectWritten(kernels, 'db', db, sums.subarray(F * K));
  },

  'conv2dPartialGradients of two convolutions at a time'(kernels, size, random) {
    const N = 8 * size.N; // blocks of one and of the other run side by side
    const jobs = [draw(size, random), draw(size, random)].map(({ windows, F, P, K, count }) => {
      const [x, dOut] = [filled(kernels, N, P, random), filled(kernels, N, count * F, random)];
      return { windows, F, x, dOut, partial: filled(kernels, size.N, F * (K + 1), random) };
    });
    if (jobs.some(({ x, dOut }) => x.rows * x.cols * dOut.cols > 300_000)) return; // too slow for the oracle
    for (const { windows, x, dOut, partial } of jobs) {
      kernels.conv2dPartialGradients(partial, x, dOut, windows);
    }
    for (const { windows, F, x, dOut, partial } of jobs) {
      const expected = oracle.conv2dPartialGradients(windows, N, F, x.data, dOut.data);
      expectWritten(kernels, 'partial', partial, floats(expected));
    }
  },

  'maxPool2d and its backward pass'(kernels, size, random) {
    const { N, windows, P, count } = draw(size, random);
    const Q = count * windows.channels;
    const x = coarse(kernels, N, P, random);
    for (const rectifies of [false, true]) {
      const [out, dOut] = [filled(kernels, N, Q, random), filled(kernels, N, Q, random)];
      const indices = kernels.integers(N * Q + 3).fill(-7);
      kernels.maxPool2d(out, indices, x, windows, rectifies);
      const right = rectifies ? oracle.rectifiedMaxPool2d : oracle.maxPool2d;
      const expected = right(windows, N, x.data);
      expectWritten(kernels, 'out', out, floats(expected.out));
      expect([...indices]).toEqual([...expected.places, -7, -7, -7]);
      const dX = filled(kernels, N, P, random);
      kernels.maxPool2dBackward(dX, dOut, indices, windows);
      const gradient = oracle.maxPool2dBackward(windows, N, dOut.data, expected.places);
      expectWritten(kernels, 'dX', dX, floats(gradient));
    }
  },

  'averagePool2d and its backward pass'(kernels, size, random) {
    const { N, windows, P, count } = draw(size, random);
    const Q = count * windows.channels;
    const x = filled(kernels, N, P, random);
    const [out, dOut] = [filled(kernels, N, Q, random), filled(kernels, N, Q, random)];
    kernels.averagePool2d(out, x, windows);
    expectWritten(kernels, 'out', out, floats(oracle.averagePool2d(windows, N, x.data)));
    const dX = filled(kernels, N, P, random);
    kernels.averagePool2dBackward(dX, dOut, windows);
    expectWritten(kernels, 'dX', dX, floats(oracle.averagePool2dBackward(windows, N, dOut.data)));
  },
});
