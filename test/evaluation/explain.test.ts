/** Explanations of nets whose reasons are known. */

import { describe, expect, test } from 'vitest';
import { DataError, ModelError } from '../../src/errors.ts';
import { type ExplainOptions, type Explanation, explain } from '../../src/evaluation/explain.ts';
import { coveredImages } from '../../src/evaluation/occlusion.ts';
import { occlusionMaps } from '../../src/evaluation/occlusion-maps.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { binarized } from '../../src/network/binarize.ts';
import { loadParameters, type Model } from '../../src/network/model.ts';
import { Network } from '../../src/network/network.ts';
import { predict } from '../../src/network/predict.ts';
import { backends } from '../support/backends.ts';
import { madeImages } from '../support/made-digits.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';

const kernels = new ReferenceKernels();
const place = (row: number, column: number): number => row * 28 + column;

/** Softmax regression whose pixel (10, 12) gives class 3 a logit of 4, and whose pixel (20, 5) gives class 7 one of 2. */
function twoPixelModel(temperature: number): Model {
  const weights = new Float32Array(7840);
  weights[place(10, 12) * 10 + 3] = 4;
  weights[place(20, 5) * 10 + 7] = 2;
  const architecture = [{ kind: 'dense', inputs: 784, outputs: 10 }] as const;
  return { ...smallModel(), architecture, parameters: [weights, new Float32Array(10)], temperature };
}

function twoPixels(): Uint8Array {
  const pixels = new Uint8Array(784);
  pixels[place(10, 12)] = 255;
  pixels[place(20, 5)] = 255;
  return pixels;
}

describe('occlusion', () => {
  test.each([
    [1, 1, 0, 0],
    [5, 1, 2, 2],
    [4, 2, 2, 1],
  ])('window %d at temperature %d: log-odds fall where it covers ink', async (window, T, before, after) => {
    const { prediction, runnerUp, occlusion } = await explain(twoPixelModel(T), twoPixels(), kernels, {
      window,
    });
    expect(prediction.digit).toBe(3);
    expect(runnerUp).toEqual({ digit: 7, confidence: prediction.probabilities[7] });
    const rise = Math.log((Math.exp(2 / T) + 8) / 9); // the others' share when class 7 loses its pixel
    const covers = (n: number, row: number, column: number): boolean =>
      [Math.floor(n / 28) - row, (n % 28) - column].every((off) => off >= -before && off <= after);
    occlusion.drops.forEach((drop, n) => {
      const expected = covers(n, 10, 12) ? 4 / T : covers(n, 20, 5) ? -rise : 0;
      expect(drop).toBeCloseTo(expected, 5);
    });
    const left = Math.exp(2 / T) + 9;
    expect(occlusion.mostFor).toEqual({
      row: 10 - before,
      column: 12 - before,
      drop: occlusion.drops[place(10 - before, 12 - before)],
      confidence: expect.closeTo(1 / left, 5),
      digit: 7,
    });
    expect(occlusion.mostAgainst).toMatchObject({ digit: 3, drop: expect.closeTo(-rise, 5) });
    expect(occlusion.mostAgainst!.confidence).toBeGreaterThan(prediction.confidence);
  });

  test('log-odds tell where the probability is 1 in float32', async () => {
    const model = twoPixelModel(0.1);
    const { prediction, occlusion } = await explain(model, twoPixels(), kernels, { window: 1 });
    expect(prediction.confidence).toBeCloseTo(1, 7);
    expect(occlusion.drops[place(20, 5)]).toBeCloseTo(-Math.log((Math.exp(20) + 8) / 9), 4);
  });

  test('what covers nothing changes nothing', async () => {
    const { occlusion } = await explain(twoPixelModel(1), new Uint8Array(784), kernels);
    expect(occlusion).toMatchObject({ mostFor: null, mostAgainst: null });
    expect(occlusion.drops).toEqual(new Float32Array(784));
  });

  test('squares end where the picture ends', () => {
    const { images: all, places } = coveredImages(new Uint8Array(784).fill(9), { window: 5, step: 1 });
    const imageAt = (n: number): Uint8Array => all.images.subarray(places[n] * 784, (places[n] + 1) * 784);
    const paper = (n: number): number => imageAt(n).filter((value) => value === 0).length;
    expect([place(0, 0), place(0, 27), place(27, 0), place(27, 27)].map(paper)).toEqual([9, 9, 9, 9]);
    expect([place(1, 13), place(13, 26), place(14, 14)].map(paper)).toEqual([20, 20, 25]);
    expect(imageAt(place(14, 14))[place(16, 12)]).toBe(0);
    expect(imageAt(place(14, 14))[place(17, 12)]).toBe(9);
  });

  test('squares that cover no ink share the image itself', () => {
    const pixels = new Uint8Array(784);
    pixels[place(14, 14)] = 9;
    const { images: all, places } = coveredImages(pixels, { window: 5, step: 1 });
    expect(all.count).toBe(1 + 25);
    expect(places.filter((number) => number > 0)).toHaveLength(25);
    expect([places[place(12, 12)], places[place(16, 16)]].every((number) => number > 0)).toBe(true);
    expect([places[place(11, 14)], places[place(14, 17)]]).toEqual([0, 0]);
  });

  test.each([
    ['an MLP', smallModel()],
    ['every kind of layer', everyLayerModel()],
  ])('maps of several images at once are those of each alone: %s', async (_, model) => {
    const three = madeImages(3, 7).images;
    const images = [0, 1, 2].map((n) => three.slice(n * 784, (n + 1) * 784));
    const full = await occlusionMaps(model, images, kernels, { window: 5, step: 1 });
    const coarse = await occlusionMaps(model, images, kernels, { window: 5, step: 2 });
    for (const [n, pixels] of images.entries()) {
      const { occlusion } = await explain(model, pixels, kernels);
      expect(full[n]).toEqual(occlusion);
      const at = (row: number, column: number): number => occlusion.drops[place(row, column)];
      const { drops } = coarse[n];
      expect(drops[place(14, 12)]).toBe(at(14, 12));
      expect(drops[place(14, 13)]).toBeCloseTo((at(14, 12) + at(14, 14)) / 2, 5);
      expect(drops[place(13, 14)]).toBeCloseTo((at(12, 14) + at(14, 14)) / 2, 5);
      expect(drops[place(27, 27)]).toBe(at(26, 26));
    }
  });
});

describe('the nearest', () => {
  const { images, labels, count } = madeImages(60);
  const pixels = madeImages(3, 7).images.slice(784, 2 * 784);

  /** What the last layer gets of each image, one image at a time. */
  function featuresOf(model: Model, all: Uint8Array): Float32Array[] {
    const network = new Network(kernels, model.architecture, 1, model.loss);
    loadParameters(network, model.parameters);
    const shown = kernels.adopt(model.binarize ? binarized(all) : all, 784);
    return Array.from({ length: all.length / 784 }, (_, n) => {
      const x = kernels.sparseRows(1, 784);
      kernels.gather(x, shown, Int32Array.of(n), 0);
      network.forward(x);
      return Float32Array.from(network.outputsOf(model.architecture.length - 2).copyOut());
    });
  }

  const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Math.sqrt(Array.from(a).reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0));

  const byDistance = (a: { distance: number; index: number }, b: typeof a): number =>
    a.distance - b.distance || a.index - b.index;

  test.each([
    ['an MLP with dropout', smallModel()],
    ['every kind of layer, binarized, mse', everyLayerModel()],
  ])('%s: by the last hidden layer', async (_, model) => {
    const [own] = featuresOf(model, pixels);
    const expected = featuresOf(model, images)
      .map((features, index) => ({ index, label: labels[index], distance: distance(own, features) }))
      .sort(byDistance)
      .slice(0, 9);
    const { nearest } = await explain(model, pixels, kernels, {
      among: { images, labels, count },
      nearest: 9,
    });
    expect(nearest).toEqual(expected);
    expect(new Set(nearest.map((one) => one.distance)).size).toBeGreaterThan(3);
  });

  test.each([false, true])('without a hidden layer by the pixels; binarize: %s', async (binarize) => {
    const shown = (bytes: Uint8Array): number[] =>
      Array.from(binarize ? binarized(bytes) : bytes, (value) => value / 255);
    const expected = Array.from({ length: count }, (_, index) => {
      const other = shown(images.subarray(index * 784, (index + 1) * 784));
      return { index, label: labels[index], distance: expect.closeTo(distance(shown(pixels), other), 5) };
    });
    const { nearest } = await explain({ ...twoPixelModel(1), binarize }, pixels, kernels, {
      among: { images, labels, count },
      nearest: 100,
    });
    expect(nearest).toHaveLength(count);
    expect([...nearest].sort((a, b) => a.index - b.index)).toEqual(expected);
    expect([...nearest].sort(byDistance)).toEqual(nearest);
  });

  test('the image itself comes first, and of equals the first', async () => {
    const own = images.slice(5 * 784, 6 * 784);
    const twice = images.slice();
    twice.set(own, 40 * 784);
    const among = { images: twice, labels, count };
    const { nearest } = await explain(everyLayerModel(), own, kernels, { among, nearest: 2 });
    expect(nearest.map((one) => [one.index, one.distance])).toEqual([
      [5, 0],
      [40, 0],
    ]);
  });

  test('none where none is asked for', async () => {
    const among = { images, labels, count };
    expect((await explain(smallModel(), pixels, kernels, { among, nearest: 0 })).nearest).toEqual([]);
    expect((await explain(smallModel(), pixels, kernels)).nearest).toEqual([]);
  });
});

describe('explain', () => {
  const { images, labels, count } = madeImages(20);
  const pixels = images.slice(0, 784);

  test.each([smallModel(), everyLayerModel()])(
    'gives the answer of predict, and the same on every backend',
    async (model) => {
      let first: Explanation | null = null;
      for (const { name, create } of backends) {
        const some = await create();
        const explanation = await explain(model, pixels, some, { among: { images, labels, count } });
        await some.close();
        expect(explanation.prediction, name).toEqual((await predict(model, pixels))[0]);
        first ??= explanation;
        expect(explanation, name).toEqual(first);
      }
    },
  );

  test('tells names', async () => {
    const classNames = 'abcdefghij'.split('');
    const { prediction, runnerUp } = await explain({ ...twoPixelModel(1), classNames }, twoPixels(), kernels);
    expect([prediction.name, runnerUp.name]).toEqual(['d', 'h']);
  });

  test.each<[ExplainOptions, string]>([
    [{ window: 0 }, 'window must be a whole number from 1 to 28, got 0'],
    [{ window: 29 }, 'window must be a whole number from 1 to 28, got 29'],
    [{ window: 2.5 }, 'window must be a whole number from 1 to 28, got 2.5'],
    [{ nearest: -1 }, 'nearest must be a whole number from 0'],
  ])('%j', async (options, message) => {
    await expect(explain(smallModel(), pixels, kernels, options)).rejects.toThrow(message);
  });

  test('pictures of another size, no images, weights that are too large', async () => {
    await expect(explain(smallModel(), new Uint8Array(783), kernels)).rejects.toThrow(
      'pixels must be 784 bytes, got 783',
    );
    const among = { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) };
    await expect(explain(smallModel(), pixels, kernels, { among })).rejects.toThrow(DataError);
    const [weights, ...rest] = twoPixelModel(1).parameters;
    const huge = { ...twoPixelModel(1), parameters: [weights.map((w) => w * 3e38), ...rest] };
    await expect(explain(huge, twoPixels(), kernels)).rejects.toThrow(ModelError);
  });
});
