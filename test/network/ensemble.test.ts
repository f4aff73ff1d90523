/** Nets that read together, against the mean of what each of them says. */

import { describe, expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { measureRobustness } from '../../src/evaluation/robustness.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import { Predictor, predict } from '../../src/network/predict.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { madeImages } from '../support/made-digits.ts';
import { smallModel } from '../support/small-model.ts';

const models = [smallModel(1), { ...smallModel(2), binarize: true }, smallModel(3)];
const images = madeImages(23);

describe('a committee', () => {
  test('says the mean of the probabilities of its nets', async () => {
    const together = await predict(models, images.images);
    const alone = await Promise.all(models.map((model) => predict(model, images.images)));
    for (const [n, { digit, confidence, probabilities }] of together.entries()) {
      for (const [label, probability] of probabilities.entries()) {
        const sum = alone.reduce((before, answers) => before + answers[n].probabilities[label], 0);
        expect(probability).toBe(Math.fround(sum / models.length));
      }
      expect(confidence).toBe(Math.max(...probabilities));
      expect(digit).toBe(probabilities.indexOf(confidence));
    }
    expect(together.some(({ digit }, n) => digit !== alone[0][n].digit)).toBe(true);
  });

  test('reads the same in evaluate, with other kernels, and in batches', async () => {
    const together = await predict(models, images.images);
    const kernels = await createKernels({ threads: 2 });
    try {
      const predictor = new Predictor(models, kernels, 5);
      expect(predictor.predict(images.images)).toEqual(together);
      predictor.close();
      const { accuracy } = await evaluate(models, images, kernels);
      const right = together.filter(({ digit }, n) => digit === images.labels[n]).length;
      expect(accuracy).toBe(right / images.count);
      const alone = await measureRobustness(models[0], images, kernels);
      expect(await measureRobustness(models, images, kernels)).not.toEqual(alone);
      expect(await measureRobustness([models[0]], images, kernels)).toEqual(alone);
    } finally {
      await kernels.close();
    }
  });

  test('of one net reads as that net does', async () => {
    expect(await predict([models[1]], images.images)).toEqual(await predict(models[1], images.images));
  });

  test('is refused where its nets tell different things apart, or where there is none', async () => {
    const clothes = Array.from({ length: 10 }, (_, n) => `garment ${n}`);
    const mixed = [smallModel(), { ...smallModel(), classNames: clothes }];
    await expect(predict(mixed, images.images)).rejects.toThrow(ModelError);
    await expect(evaluate(mixed, images, new ReferenceKernels())).rejects.toThrow(ModelError);
    await expect(predict([], images.images)).rejects.toThrow(RangeError);
    const named = mixed.map((model) => ({ ...model, classNames: clothes }));
    expect((await predict(named, images.images))[0].name).toMatch(/^garment \d$/);
  });
});
