/** Steps of the optimizers, for every backend: the same bits as the oracle, however the weights are laid out. */

import type { Kernels } from '../../src/matrix/kernels.ts';
import { DENSE_PANEL, SPARSE_PANEL, type Weights } from '../../src/matrix/matrix.ts';
import type { Random } from '../../src/random.ts';
import { checkContract, expectWritten } from '../support/contract.ts';
import { filled, number, panels, type Size, used } from '../support/operands.ts';
import * as oracle from '../support/oracle.ts';
import { floatsOf } from '../support/typed-arrays.ts';

interface Parameters {
  readonly layout: string;
  readonly decay: number;
  readonly w: Weights;
  readonly m: Weights;
  readonly v: Weights;
  readonly dW: Weights;
}

type Fill = (numbers: Float32Array) => Weights;

/** Calls `step` with weights, state and gradients in each layout, with decay and without. */
function inEachLayout(
  kernels: Kernels,
  { I, O }: Size,
  random: Random,
  step: (parameters: Parameters) => void,
): void {
  const layouts: Record<string, Fill> = {
    'panels of 8': (numbers) => panels(kernels, { rows: I, cols: O }, DENSE_PANEL, numbers),
    'panels of 32': (numbers) => panels(kernels, { rows: I, cols: O }, SPARSE_PANEL, numbers),
    matrix: (numbers) => {
      const matrix = filled(kernels, I, O, random);
      matrix.data.set(numbers);
      return matrix;
    },
  };
  for (const [layout, fill] of Object.entries(layouts)) {
    for (const decay of [0, 0.01]) {
      const [w, m, v, dW] = Array.from({ length: 4 }, () => floatsOf(I * O, () => number(random)));
      // of pixels that no image of a batch inks, whole rows of gradients are zero
      for (let i = 0; i < I; i++) if (random.below(3) > 0) dW.fill(i % 2 === 0 ? 0 : -0, i * O, (i + 1) * O);
      const squares = v.map(Math.abs);
      step({
        layout: `${layout}, decay ${decay}`,
        decay,
        w: fill(w),
        m: fill(m),
        v: fill(squares),
        dW: fill(dW),
      });
    }
  }
}

const settings = { stepSize: 0.01, rootScale: 3.7, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

checkContract(1, {
  sgd(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, decay, w, dW }) => {
      const gradient = used(dW);
      const expected = oracle.sgd(used(w), gradient, 0.3, decay);
      kernels.update('sgd', [w, dW], { lr: 0.3, decay: decay });
      expectWritten(kernels, `w, ${layout}`, w, expected);
      expectWritten(kernels, `dW, ${layout}`, dW, gradient);
    });
  },

  momentum(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, decay, w, m: v, dW }) => {
      const expected = oracle.momentum([used(w), used(v), used(dW)], 0.3, 0.9, decay);
      kernels.update('momentum', [w, v, dW], { lr: 0.3, momentum: 0.9, decay: decay });
      expectWritten(kernels, `v, ${layout}`, v, expected.v);
      expectWritten(kernels, `w, ${layout}`, w, expected.w);
    });
  },

  adam(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, decay, w, m, v, dW }) => {
      const expected = oracle.adam([w, m, v, dW].map(used), { ...settings, decay });
      kernels.update('adam', [w, m, v, dW], { ...settings, decay });
      expectWritten(kernels, `m, ${layout}`, m, expected.m);
      expectWritten(kernels, `v, ${layout}`, v, expected.v);
      expectWritten(kernels, `w, ${layout}`, w, expected.w);
    });
  },

  nesterov(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, decay, w, m: v, dW }) => {
      const expected = oracle.nesterov([used(w), used(v), used(dW)], 0.3, 0.9, decay);
      kernels.update('nesterov', [w, v, dW], { lr: 0.3, momentum: 0.9, decay: decay });
      expectWritten(kernels, `v, ${layout}`, v, expected.v);
      expectWritten(kernels, `w, ${layout}`, w, expected.w);
    });
  },

  rmsprop(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, decay, w, v, dW }) => {
      const settings = { lr: 0.01, rho: 0.99, epsilon: 1e-8, decay };
      const expected = oracle.rmsprop([used(w), used(v), used(dW)], settings);
      kernels.update('rmsprop', [w, v, dW], settings);
      expectWritten(kernels, `v, ${layout}`, v, expected.v);
      expectWritten(kernels, `w, ${layout}`, w, expected.w);
    });
  },

  'scale, lerp and addL1Gradient'(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, w, m, dW }) => {
      const pulled = oracle.addL1Gradient(used(m), used(dW), 0.3); // dW has zeros
      kernels.addL1Gradient(m, dW, 0.3);
      expectWritten(kernels, `addL1Gradient, ${layout}`, m, pulled);
      const interpolated = oracle.lerp(used(w), used(m), 0.07);
      kernels.lerp(w, m, 0.07);
      expectWritten(kernels, `lerp, ${layout}`, w, interpolated);
      const scaled = oracle.scale(used(w), 0.9);
      kernels.scale(w, 0.9);
      expectWritten(kernels, `scale, ${layout}`, w, scaled);
    });
  },

  columnSquares(kernels, size, random) {
    inEachLayout(kernels, size, random, ({ layout, w }) => {
      const out = filled(kernels, 1, size.O, random);
      const expected = oracle.columnSquares(size.I, size.O, used(w));
      kernels.columnSquares(out, w);
      expectWritten(kernels, layout, out, expected);
    });
  },
});
