/** Every backend at the edges: extreme numbers, empty batches, and what dropout drops. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { backends } from '../support/backends.ts';
import { expectSameBits } from '../support/compare.ts';
import { used } from '../support/operands.ts';
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
    kernels.relu(out, z);
    expectOut('relu', oracle.relu(used(z)));
    kernels.sigmoid(out, z);
    expectOut('sigmoid', oracle.sigmoid(used(z)));
    kernels.softmax(out, z);
    expectOut('softmax with NaN', used(z).fill(NaN));
    z.data[0] = 0;
    z.data[1] = 0;
    kernels.softmax(out, z);
    expectOut('softmax', oracle.softmax(1, extremes.length, z.data));
    expect(used(out).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  });

  test('relu turns NaN into 0, as the training loop reckons with', () => {
    const z = kernels.matrix(1, 9);
    z.data.fill(NaN);
    const out = kernels.matrix(1, 9);
    out.data.fill(1);
    kernels.relu(out, z);
    kernels.finish();
    expect([...out.data]).toEqual(new Array(9).fill(0));
  });

  test('an empty batch is no work', () => {
    const [x, w, b, out] = [
      kernels.matrix(2, 3),
      kernels.matrix(3, 5),
      kernels.matrix(1, 5),
      kernels.matrix(2, 5),
    ];
    w.data.fill(9);
    x.rows = 0;
    out.rows = 0;
    const panels = kernels.panels(3, 5);
    kernels.pack(panels, w);
    kernels.affine(out, x, panels, b);
    kernels.weightGradient(w, x, out);
    kernels.finish();
    expect([...out.data]).toEqual(new Array(10).fill(0));
    expect([...w.data]).toEqual(new Array(15).fill(0));
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
