/**
 * The schedule finds every dependency: whatever is called in whatever order, threads give the bits of the reference.
 *
 * Threads that miss a dependency give wrong bits only when they happen to run at the wrong moment. So the blocks of
 * each phase are also carried out on one thread backwards and shuffled: any order must do.
 */

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Kernels } from '../../../src/matrix/kernels.ts';
import type { Weights } from '../../../src/matrix/matrix.ts';
import { ReferenceKernels } from '../../../src/matrix/reference/reference-kernels.ts';
import * as phases from '../../../src/matrix/wasm/phases.ts';
import { SimdKernels } from '../../../src/matrix/wasm/simd-kernels.ts';
import { ThreadedKernels } from '../../../src/matrix/wasm/threaded-kernels.ts';
import type { WasmModule } from '../../../src/matrix/wasm/webassembly.ts';
import { loadKernels, threadHost } from '../../../src/node/kernel-host.ts';
import { Random } from '../../../src/random.ts';
import { expectSameBits } from '../../support/compare.ts';
import { samples } from '../../support/exhaustive.ts';
import { filled, panels, widths } from '../../support/operands.ts';
import { type Sizes, World } from '../../support/program-world.ts';
import { plan, programs, runSmall } from '../../support/random-programs.ts';

type Order = (blocks: number) => readonly number[];

/** Carries out the blocks of each phase, cut as for several threads, in an order of its own. */
class OutOfOrderKernels extends SimdKernels {
  readonly #order: Order;

  constructor(module: WasmModule, threads: number, order: Order) {
    super(module, threads);
    this.#order = order;
  }

  protected override run(blocks: number): void {
    const { control, compiled } = this;
    for (const block of this.#order(blocks)) phases.runBlock(control, control.byteOffset, compiled, block);
  }
}

const backwards: Order = (blocks) => Array.from({ length: blocks }, (_, k) => blocks - 1 - k);

function shuffled(): Order {
  const random = Random.stream(1, 'blocks');
  return (blocks) => {
    const order = Int32Array.from({ length: blocks }, (_, k) => k);
    random.shuffle(order);
    return [...order];
  };
}

const kinds: Record<string, (module: WasmModule) => Kernels | Promise<Kernels>> = {
  '1 thread': (module) => new SimdKernels(module),
  '2 threads': (module) => ThreadedKernels.start(module, { threads: 2, ...threadHost() }),
  '3 threads': (module) => ThreadedKernels.start(module, { threads: 3, ...threadHost() }),
  '4 threads': (module) => ThreadedKernels.start(module, { threads: 4, ...threadHost() }),
  'blocks of 1 thread backwards': (module) => new OutOfOrderKernels(module, 1, backwards),
  'blocks of 2 threads backwards': (module) => new OutOfOrderKernels(module, 2, backwards),
  'blocks of 4 threads shuffled': (module) => new OutOfOrderKernels(module, 4, shuffled()),
};

const sizes: readonly Sizes[] = [
  { images: 64, units: [64] }, // images, pixels and units in equal number: nothing tells rows from columns by length
  { images: 9, units: [70, 5, 63] },
  { images: 5, units: [64, 100] },
  { images: 33, units: [33, 65, 100] },
];

const module = loadKernels();
const reference = new ReferenceKernels();

describe.each(Object.keys(kinds))('%s', (kind) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await kinds[kind](await module);
  });
  afterAll(() => kernels.close());

  test.each(sizes)('any sequence of calls, for $images images and $units units', (size) => {
    const [expected, got] = [new World(reference, size), new World(kernels, size)];
    const holds = (program: Parameters<typeof runSmall>[1]): void => {
      expected.reset();
      got.reset();
      for (const step of runSmall(expected, program)) plan(got, step).run();
      kernels.finish();
      for (const [k, { data }] of got.all.entries())
        expectSameBits(`matrix ${k}`, data, expected.all[k].data);
    };
    fc.assert(fc.property(programs, holds), { seed: 1, numRuns: samples(25, 100, 40) });
  });

  describe.each(Object.keys(sequences))('%s', (name) => {
    test.each([5, 63, 64, 65, 100])('%i units wide', (C) => {
      const [expected, got] = [reference, kernels].map((k) => {
        const written = sequences[name](k, C, Random.stream(3, name, C));
        k.finish();
        return written;
      });
      for (const [k, { data }] of got.entries()) expectSameBits(`result ${k}`, data, expected[k].data);
    });
  });

  test('phases longer than the room for commands', () => {
    const [a, b] = [kernels.matrix(8, 70), kernels.matrix(8, 70)];
    a.data.fill(0.5);
    for (let k = 0; k < 700; k++) kernels.activateBackward('relu', b, a, a);
    const many = Array.from({ length: 150 }, (_, k) => kernels.matrix(8, 64 + k)); // a fused group for each width
    for (const matrix of many) {
      matrix.data.fill(-1);
      kernels.activate('relu', matrix, matrix);
    }
    kernels.finish();
    expect(b.data.every((x) => x === 0.5)).toBe(true);
    expect(many.every(({ data }) => data.every((x) => x === 0))).toBe(true);
  });
});

type Sequence = (kernels: Kernels, C: number, random: Random) => readonly Weights[];

/** Sequences that no net makes, and those at the seams of one: each returns what it wrote. */
const sequences: Record<string, Sequence> = {
  'written by rows, then read by columns'(kernels, C, random) {
    const [z, p, out] = [1, 2, 3].map(() => filled(kernels, C, C, random));
    const sums = kernels.matrix(1, C);
    kernels.softmax(p, z, 1);
    kernels.activate('relu', out, p);
    kernels.columnSums(sums, p);
    return [p, out, sums];
  },

  'written by columns, then read by rows'(kernels, C, random) {
    const [z, a, p] = [1, 2, 3].map(() => filled(kernels, C, C, random));
    kernels.activate('sigmoid', a, z);
    kernels.softmax(p, a, 1);
    return [a, p];
  },

  'read by columns, then written by rows'(kernels, C, random) {
    const [z, a, out] = [1, 2, 3].map(() => filled(kernels, C, C, random));
    kernels.activate('relu', out, a);
    kernels.softmax(a, z, 1);
    kernels.activate('relu', z, a);
    return [z, a, out];
  },

  'weights changed, read and turned over'(kernels, C, random) {
    return widths.flatMap((width) => {
      const [w, dW, turned] = [1, 2, 3].map(() => panels(kernels, { rows: C, cols: C }, width, random));
      const [x, out, back] = [1, 2, 3].map(() => filled(kernels, C, C, random));
      const b = filled(kernels, 1, C, random);
      for (let step = 0; step < 3; step++) {
        kernels.update('sgd', [w, dW], { lr: 0.1, decay: 0 });
        kernels.transpose(turned, w);
        kernels.affine(out, x, w, b);
        kernels.matmul(back, out, turned);
        kernels.weightGradient(dW, x, out);
        kernels.update('sgd', [dW, w], { lr: 0.5, decay: 0 });
      }
      return [w, dW, turned, out, back];
    });
  },

  'updates between products'(kernels, C, random) {
    const shape = { rows: 40, cols: C };
    const [w, m, v, dW] = [1, 2, 3, 4].map(() => panels(kernels, shape, 32, random));
    for (let k = 0; k < v.data.length; k++) v.data[k] = Math.abs(v.data[k]);
    const [b, db, velocity] = [1, 2, 3].map(() => filled(kernels, 1, C, random));
    const [x, first, second] = [40, C, C].map((cols) => filled(kernels, 7, cols, random));
    const settings = { stepSize: 0.01, rootScale: 2, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decay: 0.1 };
    kernels.affine(first, x, w, b);
    kernels.update('adam', [w, m, v, dW], settings);
    kernels.affine(second, x, w, b);
    kernels.weightGradient(dW, x, second);
    kernels.update('adam', [w, m, v, dW], settings);
    kernels.columnSums(db, second);
    kernels.update('momentum', [b, velocity, db], { lr: 0.1, momentum: 0.9, decay: 0 });
    kernels.affine(first, x, w, b);
    return [w, m, v, dW, b, db, velocity, first, second];
  },

  'a batch loaded while commands are queued'(kernels, C, random) {
    const bytes = Uint8Array.from({ length: 12 * 80 }, () => random.below(256));
    const images = kernels.adopt(bytes, 80);
    const x = kernels.sparseRows(4, 80);
    const order = kernels.integers(12);
    for (let n = 0; n < 12; n++) order[n] = 11 - n;
    const w = panels(kernels, { rows: 80, cols: C }, 32, random);
    const b = filled(kernels, 1, C, random);
    const outs = [0, 4, 8].map((start) => {
      kernels.gather(x, images, order, start);
      const out = kernels.matrix(4, C);
      kernels.sparseAffine(out, x, w, b);
      return out;
    });
    return outs;
  },

  'batches of three sizes in a row'(kernels, C, random) {
    const [a, b, c] = [1, 2, 3].map(() => filled(kernels, 12, C, random));
    const use = (rows: number, kernel: 'softmax' | 'relu', out: typeof a, z: typeof a): void => {
      out.rows = rows;
      z.rows = rows;
      if (kernel === 'softmax') kernels.softmax(out, z, 1);
      else kernels.activate(kernel, out, z);
    };
    use(12, 'softmax', b, a);
    use(5, 'softmax', c, a);
    use(8, 'softmax', a, b);
    use(9, 'relu', c, a);
    return [a, b, c];
  },

  'a matrix read by batches of two sizes, then written by one of them or a third'(kernels, C, random) {
    return [12, 5, 8].flatMap((third) => {
      const [a, b, c, d] = [1, 2, 3, 4].map(() => filled(kernels, 12, C, random));
      const softmax = (rows: number, out: typeof a, z: typeof a): void => {
        out.rows = rows;
        z.rows = rows;
        kernels.softmax(out, z, 1);
      };
      softmax(12, b, a);
      softmax(5, c, a);
      softmax(third, a, d);
      return [a, b, c];
    });
  },
};
