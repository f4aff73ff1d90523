/** PyTorch's golden values for convolution and pooling (`test/golden/pytorch_pictures.py` made them), both ways. */

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { Conv2d } from '../../src/layers/conv2d.ts';
import type { Layer } from '../../src/layers/layer.ts';
import { AveragePool2d, MaxPool2d } from '../../src/layers/pool2d.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Matrix } from '../../src/matrix/matrix.ts';
import { backends } from '../support/backends.ts';
import { expectClose } from '../support/compare.ts';

type Triple = readonly [number, number, number];

interface Passes {
  readonly dOut: readonly number[]; // times 512, as x, w and b
  readonly out: readonly number[];
  readonly dX: readonly number[];
}

interface Golden {
  readonly convolutions: readonly (Passes & {
    readonly images: number;
    readonly input: Triple;
    readonly filters: number;
    readonly kernel: readonly [number, number];
    readonly stride: number;
    readonly padding: number;
    readonly x: readonly number[];
    readonly w: readonly number[];
    readonly b: readonly number[];
    readonly dW: readonly number[];
    readonly db: readonly number[];
  })[];
  readonly pools: readonly {
    readonly images: number;
    readonly input: Triple;
    readonly size: number;
    readonly stride: number;
    readonly x: readonly number[];
    readonly max: Passes;
    readonly average: Passes;
  }[];
}

const golden = JSON.parse(
  readFileSync(new URL('../golden/pictures.json', import.meta.url), 'utf8'),
) as Golden;
const tolerance = { absolute: 1e-6, relative: 1e-6 };
const pass = { training: true, randomKey: 1 };

const shapeOf = ([height, width, channels]: Triple) => ({ height, width, channels });
const halves = (integers: readonly number[]): number[] => integers.map((integer) => integer / 512);

describe.each(backends)('$name', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  const matrix = (rows: number, cols: number, integers?: readonly number[]): Matrix => {
    const made = kernels.matrix(rows, cols);
    if (integers !== undefined) made.copyIn(halves(integers));
    return made;
  };

  function expectPasses(layer: Layer, x: Matrix, passes: Passes): Matrix {
    const [out, dX] = [matrix(x.rows, layer.outputSize), matrix(x.rows, layer.inputSize)];
    const dOut = matrix(x.rows, layer.outputSize, passes.dOut);
    layer.forward(out, x, pass);
    layer.backward(dX, dOut, out, pass);
    kernels.finish();
    expectClose('out', out.data, passes.out, tolerance);
    expectClose('dX', dX.data, passes.dX, tolerance);
    return dOut;
  }

  test.each(golden.convolutions)('convolution of $input with $filters filters $kernel', (expected) => {
    const layer = new Conv2d(kernels, { ...expected, input: shapeOf(expected.input) });
    layer.weights.value.copyIn(halves(expected.w));
    layer.bias.value.copyIn(halves(expected.b));
    layer.parametersChanged();
    const x = matrix(expected.images, layer.inputSize, expected.x);
    const dOut = expectPasses(layer, x, expected);
    layer.parameterGradients(x, dOut);
    layer.sumGradients();
    kernels.finish();
    expectClose('dW', layer.weights.gradient.copyOut(), expected.dW, tolerance);
    expectClose('db', layer.bias.gradient.copyOut(), expected.db, tolerance);
  });

  test.each(golden.pools)('pooling of $input, size $size, stride $stride', (expected) => {
    const settings = { ...expected, input: shapeOf(expected.input) };
    const layers = { max: new MaxPool2d(kernels, settings), average: new AveragePool2d(kernels, settings) };
    for (const kind of ['max', 'average'] as const) {
      const x = matrix(expected.images, layers[kind].inputSize, expected.x);
      expectPasses(layers[kind], x, expected[kind]);
    }
  });
});
