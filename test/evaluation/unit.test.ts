/** Units of nets whose weights are known. */

import { describe, expect, test } from 'vitest';
import { ablate } from '../../src/evaluation/ablation.ts';
import { inspectUnit, meanActivations } from '../../src/evaluation/unit.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { predict } from '../../src/network/predict.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';

const kernels = new ReferenceKernels();

describe('inspectUnit', () => {
  const model = smallModel();

  test('gives the weights of a neuron that sees pixels as a 28x28 image', () => {
    const { weights, strongest } = inspectUnit(model, 0, 1, new Float32Array(784));
    expect(weights).toMatchObject({ height: 28, width: 28 });
    expect(weights?.values[5]).toBe(model.parameters[0][5 * 2 + 1]);
    expect(strongest).toEqual([]);
  });

  test('ranks what a neuron behind neurons gets, by weight times input', () => {
    const { weights, strongest } = inspectUnit(model, 1, 4, Float32Array.of(2, -3));
    expect(weights).toBeNull();
    const products = [2 * model.parameters[2][4], -3 * model.parameters[2][10 + 4]].map(Math.fround);
    const expected = products
      .map((contribution, unit) => ({ unit, contribution }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
    expect(strongest).toEqual(expected);
  });

  test.each([
    [2, 0, 'layer: there are 2, got 2'],
    [0, 2, 'unit: there are 2, got 2'],
    [0, -1, 'unit: there are 2, got -1'],
  ])('layer %i, unit %i: %s', (layer, unit, message) => {
    expect(() => inspectUnit(model, layer, unit, new Float32Array(784))).toThrow(message);
  });
});

test('meanActivations averages over the images of a class, and over the places of a map', async () => {
  const model = everyLayerModel();
  const images = new Uint8Array(3 * 784).fill(90, 784);
  const labels = Uint8Array.of(4, 7, 7);
  const means = await meanActivations(model, { count: 3, images, labels }, kernels);
  const [first] = means;
  const units = first.length / 10;
  expect(first.slice(0, 4 * units).every((value) => value === 0)).toBe(true);
  // two equal images of class 7: their mean is what one of them gives
  const alone = await meanActivations(
    model,
    { count: 1, images: images.subarray(784, 1568), labels: labels.subarray(1) },
    kernels,
  );
  expect(first.slice(7 * units, 8 * units)).toEqual(alone[0].slice(7 * units, 8 * units));
  expect(first.slice(7 * units, 8 * units).some((value) => value !== 0)).toBe(true);
});

describe('ablate', () => {
  const image = Uint8Array.from({ length: 784 }, (_, k) => (k * 37) % 256);

  test('of nothing changes no answer; of everything leaves the bias of the last layer alone', async () => {
    const model = smallModel();
    expect(await predict(ablate(model, 0, 1), image)).toEqual(await predict(model, image));
    const [all] = await predict(ablate(model, 1, 1), image);
    const [blank] = await predict(ablate(model, 1, 1), new Uint8Array(784));
    expect(all).toEqual(blank);
  });

  test('switches off the units of a smaller fraction with a larger one too, by seed', () => {
    const model = everyLayerModel();
    const dead = (fraction: number, seed: number): number[] => {
      const [weights] = ablate(model, fraction, seed).parameters;
      const cols = weights.length / model.parameters[1].length;
      return [...model.parameters[1].keys()].filter((unit) =>
        weights.subarray(unit * cols, (unit + 1) * cols).every((weight) => weight === 0),
      );
    };
    expect(dead(1, 1)).toHaveLength(model.parameters[1].length);
    expect(dead(1, 1)).toEqual(expect.arrayContaining(dead(0.5, 1)));
    expect(dead(0.5, 1)).toEqual(dead(0.5, 1));
  });

  test('refuses a fraction out of range', () => {
    expect(() => ablate(smallModel(), 1.5, 1)).toThrow('fraction: must be from 0 to 1, got 1.5');
  });
});
