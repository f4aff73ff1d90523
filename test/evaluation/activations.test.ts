/** Which neurons fire, by layers whose numbers are known. */

import { describe, expect, test } from 'vitest';
import { activationsOf, type LayerActivation } from '../../src/evaluation/activations.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { loadParameters } from '../../src/network/model.ts';
import { Network } from '../../src/network/network.ts';
import { parseNetwork } from '../../src/network/parse-network.ts';

const kernels = new ReferenceKernels();

/** Shows one pixel of full ink at (row, column) to a net with these parameters. */
function fire(
  text: string,
  parameters: readonly (readonly number[])[],
  row: number,
  column: number,
): LayerActivation[] {
  const read = parseNetwork(text);
  if (read.form !== 'layers') throw new Error(`${text} is in sizes`);
  const network = new Network(kernels, read.architecture, 3);
  loadParameters(
    network,
    network.parameters.map(({ value }, k) => {
      const numbers = new Float32Array(value.rows * value.cols);
      numbers.set(parameters[k] ?? []);
      return numbers;
    }),
  );
  const pixels = new Uint8Array(784);
  pixels[row * 28 + column] = 255;
  const x = kernels.sparseRows(1, 784);
  kernels.gather(x, kernels.adopt(pixels, 784), Int32Array.of(0), 0);
  network.forward(x);
  return activationsOf(network);
}

describe('activationsOf', () => {
  test.each([
    ['relu', [0, 0, 3, 0, 1], 0, 2],
    ['leaky-relu 0.5', [-0.5, 0, 3, -1, 1], 0, 2],
    ['sigmoid', [-1, 0, 3, -2, 1].map((z) => 1 / (1 + Math.exp(-z))), 0.5, 2],
    ['tanh', [-1, 0, 3, -2, 1].map(Math.tanh), 0, 2],
  ])('%s fires where what enters it is above 0', (activation, values, threshold, active) => {
    const [hidden, last, ...more] = fire(
      `dense 5, ${activation}, dropout 0.5, dense 10`,
      [[], [-1, 0, 3, -2, 1], [], [0, 0, 0, 0, 0, 0, 0, 2]],
      0,
      0,
    );
    expect(more).toEqual([]);
    expect(hidden).toMatchObject({ text: `dense 5, ${activation}`, threshold, active });
    expect(hidden.output).toEqual({ width: 5, shape: null });
    for (const [k, value] of values.entries()) expect(hidden.values[k]).toBeCloseTo(value, 6);
    expect(hidden.strongest.slice(0, 2).map(({ unit }) => unit)).toEqual([2, 4]);
    expect(last).toMatchObject({ text: 'dense 10', threshold: 0, active: 1 });
    expect(last.strongest[0]).toEqual({ unit: 7, value: 2 });
    expect(last.strongest).toHaveLength(8);
  });

  test('maps are ranked by their largest number, also where ReLU works in place', () => {
    // filter 0 gives the pixel half its ink, filter 1 all of it one row up, filter 2 takes it away from a bias of 0.25
    const filters = [0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, -1];
    const [conv, pool] = fire('conv 3 3x3 same, relu, maxpool 2, dense 10', [filters, [0, 0, 0.25]], 10, 12);
    expect(conv).toMatchObject({
      text: 'conv 3 3x3 padding 1, relu',
      output: { width: 2352, shape: { height: 28, width: 28, channels: 3 } },
      active: 2 + 783,
      strongest: [
        { unit: 1, value: 1 },
        { unit: 0, value: 0.5 },
        { unit: 2, value: 0.25 },
      ],
    });
    expect(conv.values[(10 * 28 + 12) * 3]).toBe(0.5);
    expect(conv.values[(9 * 28 + 12) * 3 + 1]).toBe(1);
    expect(conv.values[(10 * 28 + 12) * 3 + 2]).toBe(0);
    expect(pool).toMatchObject({ text: 'maxpool 2', active: 2 + 196, strongest: conv.strongest });
  });

  test('pooled sigmoids fire where sigmoids do', () => {
    const [conv, pool] = fire('conv 1 1x1, sigmoid, maxpool 28, dense 10', [[1], [-0.5]], 3, 3);
    expect(conv).toMatchObject({ threshold: 0.5, active: 1 });
    expect(pool).toMatchObject({ threshold: 0.5, active: 1, output: { width: 1 } });
  });
});
