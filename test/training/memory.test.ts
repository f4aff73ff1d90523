/** Whatever a net is used for, as often as anybody likes: its memory comes back. */

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { compareModels } from '../../src/evaluation/compare.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { explain } from '../../src/evaluation/explain.ts';
import { measureRobustness } from '../../src/evaluation/robustness.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import { Predictor, predict } from '../../src/network/predict.ts';
import { train } from '../../src/training/train.ts';
import { addressAhead } from '../support/address-ahead.ts';
import { backends } from '../support/backends.ts';
import { madeDataset, madeImages } from '../support/made-digits.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';
import { trainToEnd } from '../support/train-to-end.ts';

const images = madeImages(300, 4);
const few = madeImages(4, 5);
const model = everyLayerModel();

describe.each(backends.slice(1, 3))('$name: memory is given back', ({ create }) => {
  let kernels: Kernels;
  beforeAll(async () => {
    kernels = await create();
  });
  afterAll(() => kernels.close());

  const uses: Record<string, () => Promise<unknown>> = {
    predict: () => predict(model, images.images, kernels),
    evaluate: () => evaluate(model, images, kernels),
    compareModels: () => compareModels(model, smallModel(), images, kernels),
    explain: () => explain(model, few.images.subarray(0, 784), kernels, { among: images }),
    measureRobustness: () => measureRobustness(model, few, kernels),
    train: () =>
      trainToEnd({ dataset: madeDataset(60), kernels, epochs: 2, augment: 'photo', optimizer: 'adam' }),
  };

  test.each(Object.keys(uses))('by %s', async (use) => {
    const before = addressAhead(kernels);
    await uses[use]();
    expect(addressAhead(kernels)).toBe(before);
  });

  test('by a training that is given up, or cannot begin', async () => {
    const before = addressAhead(kernels);
    const dataset = madeDataset(60);
    for await (const { event } of train({ dataset, kernels })) if (event === 'epoch') break;
    const from = { model, sha256: '', extend: false };
    await expect(train({ dataset, kernels, from }).next()).rejects.toThrow(ModelError);
    expect(addressAhead(kernels)).toBe(before);
  });

  test('by a predictor after each batch, and all of it when it is closed', () => {
    const before = addressAhead(kernels);
    const predictor = new Predictor(model, kernels, 64);
    predictor.predict(few.images);
    const open = addressAhead(kernels);
    for (let k = 0; k < 5; k++) predictor.predict(images.images.subarray(0, 784 * (1 + 70 * k)));
    expect(addressAhead(kernels)).toBe(open);
    predictor.close();
    expect(addressAhead(kernels)).toBe(before);
  });

  test('and several uses at a time do not get in one another’s way', async () => {
    const predictor = new Predictor(model, kernels, 7);
    const alone = [await evaluate(model, images, kernels), predictor.predict(few.images)];
    const evaluations = [evaluate(model, images, kernels), evaluate(smallModel(), images, kernels)];
    const between = predictor.predict(few.images);
    await evaluate(smallModel(), few, kernels);
    expect([await evaluations[0], between]).toEqual(alone);
    await evaluations[1];
    expect(predictor.predict(few.images)).toEqual(alone[1]);
    predictor.close();
  });
});
