/** Every backend at the edges: extreme numbers, empty batches, and what dropout drops. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Panels } from '../../src/matrix/matrix.ts';
import { backends } from '../support/backends.ts';
import { expectSameBits } from '../support/compare.ts';
import { used, widths } from '../support/operands.ts';
import * as oracle from '../support/oracle.ts';

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  test('the extremes of float32 give the same bits as the oracle', () => {
    const extremes = [
      NaN,
      Infinity,
      -Infinity,
      3.4e38,
      -3.4e38,
      88.1,
      -88.1,
      -87.4,
      1e-45,
      -1e-45,
      -0,
      0,
      104,
    ];
    const z = kernels.matrix(1, extremes.length);
    const out = kernels.matrix(1, extremes.length);
    const expectOut = (what: string, expected: Float32Array): void => {
      kernels.finish();
      expectSameBits(what, used(out), expected);
    };
    z.data.set(extremes);
    kernels.activate('relu', out, z);
    expectOut('relu', oracle.relu(used(z)));
    kernels.activate('sigmoid', out, z);
    expectOut('sigmoid', oracle.sigmoid(used(z)));
    kernels.activate('tanh', out, z);
    expectOut('tanh', oracle.tanh(used(z)));
    kernels.activate('leakyRelu', out, z, 0.01);
    expectOut('leakyRelu', oracle.leakyRelu(used(z), 0.01));
    kernels.activate('gelu', out, z);
    expectOut('gelu', oracle.gelu(used(z)));
    const ones = kernels.matrix(1, extremes.length);
    ones.data.fill(1);
    kernels.activateBackward('gelu', out, ones, z);
    expectOut('geluBackward', oracle.geluBackward(used(ones), used(z)));
    expect(used(out).slice(1).every(Number.isFinite)).toBe(true); // all but that of NaN
    kernels.softmax(out, z, 1);
    expectOut('softmax with NaN', used(z).fill(NaN));
    z.data[0] = 0;
    z.data[1] = 0;
    kernels.softmax(out, z, 1);
    expectOut('softmax', oracle.softmax(1, extremes.length, z.data, 1));
    expect(used(out).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  test('relu turns NaN into 0, as the training loop reckons with', () => {
    const z = kernels.matrix(1, 9);
    z.data.fill(NaN);
    const out = kernels.matrix(1, 9);
    out.data.fill(1);
    kernels.activate('relu', out, z);
    kernels.finish();
    expect([...out.data]).toEqual(new Array(9).fill(0));
  });

  test.each([5, 70])('an empty batch is no work, %i units wide', (O) => {
    const [x, b, out] = [kernels.matrix(2, 3), kernels.matrix(1, O), kernels.matrix(2, O)];
    const w = kernels.panels(3, O);
    const untouched = new Array(2 * O).fill(7);
    out.data.fill(7);
    w.data.fill(9);
    x.rows = 0;
    out.rows = 0;
    kernels.affine(out, x, w, b);
    kernels.activate('relu', out, out);
    kernels.weightGradient(w, x, out);
    b.data.fill(9);
    kernels.columnSums(b, out);
    kernels.finish();
    expect([...out.data]).toEqual(untouched);
    expect([...used(w)]).toEqual(new Array(3 * O).fill(0));
    expect([...b.data]).toEqual(new Array(O).fill(0));
  });

  test.each(widths)('an empty batch of images is no work, panels of %i', (width) => {
    const [x, b, out] = [kernels.sparseRows(2, 70), kernels.matrix(1, 70), kernels.matrix(2, 70)];
    const images = kernels.adopt(new Uint8Array(70).fill(3), 70);
    x.rows = 0;
    out.rows = 0;
    out.data.fill(7);
    const w = kernels.panels(70, 70, width);
    w.data.fill(9, 0, 70 * width);
    kernels.gather(x, images, kernels.integers(0), 0);
    kernels.sparseAffine(out, x, w, b);
    kernels.sparseWeightGradient(w, x, out);
    kernels.finish();
    expect([...out.data]).toEqual(new Array(140).fill(7));
    expect([...used(w)]).toEqual(new Array(4900).fill(0));
  });

  test('images of one pixel, one after another up to the end of memory', () => {
    const [x, w, b, out] = [
      kernels.sparseRows(1, 1),
      kernels.panels(1, 1),
      kernels.matrix(1, 1),
      kernels.matrix(1, 1),
    ];
    w.data[0] = 1;
    kernels.bytes(2 ** 20); // more than memory begins with: from here on it grows page by page
    const order = kernels.integers(1);
    const wrong = Array.from({ length: 1200 }, (_, k) => k % 256).filter((byte) => {
      kernels.gather(x, kernels.adopt(Uint8Array.of(byte), 1), order, 0);
      kernels.sparseAffine(out, x, w, b);
      kernels.finish();
      return out.data[0] !== Math.fround(byte / 255);
    });
    expect(wrong).toEqual([]);
  });

  test.each(widths)('optimizer state below 1e-30 becomes 0, panels of %i', (width) => {
    const tiny = [9.9e-31, -9.9e-31, 1e-38, -1e-45];
    const kept = [1.01e-30, -1.01e-30, 1e-29, -1];
    const numbers = [...tiny, ...kept, -0];
    const make = (list: readonly number[]): Panels => {
      const weights = kernels.panels(1, numbers.length, width);
      weights.copyIn(list);
      return weights;
    };
    const zeros = make(numbers.map(() => 0));
    const after = [...tiny.map(() => 0), ...kept.map(Math.fround), 0];
    const v = make(numbers);
    kernels.update('momentum', [make(numbers), v, zeros], { lr: 0.1, momentum: 1, decay: 0 });
    const m = make(numbers);
    const square = make(numbers.map(Math.abs));
    const settings = { stepSize: 0.1, rootScale: 1, beta1: 1, beta2: 1, epsilon: 1e-8, decay: 0 };
    kernels.update('adam', [make(numbers), m, square, zeros], settings);
    kernels.finish();
    expect([...used(v)]).toEqual(after);
    expect([...used(m)]).toEqual(after);
    expect([...used(square)]).toEqual(after.map(Math.abs));
  });

  test('dropout keeps its share, and other keys drop other elements', () => {
    const x = kernels.matrix(100, 100);
    x.data.fill(1);
    const masks = [1, 2].map((key) => {
      const out = kernels.matrix(100, 100);
      kernels.dropout(out, x, key, 0.25);
      kernels.finish();
      return Array.from(out.data, (value) => value > 0);
    });
    const kept = masks[0].filter(Boolean).length;
    expect(Math.abs(kept - 7500)).toBeLessThan(5 * Math.sqrt(10_000 * 0.25 * 0.75));
    const same = masks[0].filter((keep, k) => keep === masks[1][k]).length;
    expect(Math.abs(same - 6250)).toBeLessThan(250); // 0.75 x 0.75 + 0.25 x 0.25 of independent masks
  });
});
