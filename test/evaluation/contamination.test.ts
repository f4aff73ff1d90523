import { describe, expect, test } from 'vitest';
import { datasetHash } from '../../src/dataset/hash.ts';
import { contamination, validationContamination } from '../../src/evaluation/contamination.ts';
import type { Model } from '../../src/network/model.ts';
import { readIdxFolder } from '../../src/node/dataset/idx-folder.ts';
import { splitMnist } from '../../study/full-mnist.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';

/** Of a model, what the answer rests on. */
function trainedOn(name: string, hash: string): Model {
  return { training: { data: { name, hash, train: 9, validation: 1 } } } as Model;
}

const split = { data: 'mnist-10k', hash: 'b' };

test.each([
  ['the very images', 'digits', 'b', 'it was trained on these images'],
  ['others', 'digits', 'a', null],
  ['the training split of the same data', 'mnist-10k', 'a', null],
  ['what has all of them', 'mnist', 'a', 'it was trained on mnist, which includes mnist-10k'],
])('trained on %s', (_, name, hash, reason) => {
  expect(contamination(trainedOn(name, hash), split)).toBe(reason);
});

test('what the model before it was trained on counts too', () => {
  const before = (name: string, hash: string): Model => {
    const { training } = trainedOn('drawings', 'c');
    return {
      training: { ...training, origin: { sha256: 'd', epochs: 0, data: [{ name, hash }] } },
    } as unknown as Model;
  };
  expect(contamination(before('digits', 'b'), split)).toBe('it began as a model trained on these images');
  const mnist = 'it began as a model trained on mnist, which includes mnist-10k';
  expect(contamination(before('mnist', 'a'), split)).toBe(mnist);
  expect(contamination(before('digits', 'a'), split)).toBeNull();
});

test('what its teachers were trained on counts too', () => {
  const taught = (name: string, hash: string): Model => {
    const { training } = trainedOn('drawings', 'c');
    const teachers = [{ sha256: 'd' }, { sha256: 'e', data: [{ name, hash }] }];
    return { training: { ...training, teachers } } as unknown as Model;
  };
  expect(contamination(taught('digits', 'b'), split)).toBe('it learned from a model trained on these images');
  const mnist = 'it learned from a model trained on mnist, which includes mnist-10k';
  expect(contamination(taught('mnist', 'a'), split)).toBe(mnist);
  expect(contamination(taught('digits', 'a'), split)).toBeNull();
});

describe('validation of a training that starts from a model', () => {
  const parent = (name: string, hash: string, options: object): Model => {
    const { training } = trainedOn(name, hash);
    return {
      training: { ...training, options: { seed: 1, validation: 0.1, ...options } },
    } as unknown as Model;
  };
  const all = { data: 'digits', hash: 'b' };
  const choice = { seed: 1, validation: 0.1 };

  test.each([
    ['held out the same images', 'digits', 'b', {}, null],
    ['held out others, by its seed', 'digits', 'b', { seed: 2 }, 'it was trained on these images'],
    ['held out fewer', 'digits', 'b', { validation: 0.05 }, 'it was trained on these images'],
    ['held out none', 'digits', 'b', { validation: 0 }, 'it was trained on these images'],
    ['was trained on other data', 'others', 'a', { seed: 2 }, null],
  ])('which %s', (_, name, hash, options, reason) => {
    expect(validationContamination(parent(name, hash, options), all, choice)).toBe(reason);
  });

  test('without validation there is nothing to warn of', () => {
    const model = parent('digits', 'b', { seed: 2 });
    expect(validationContamination(model, all, { seed: 1, validation: 0 })).toBeNull();
    expect(validationContamination({} as Model, all, choice)).toBeNull();
  });

  test('which was trained on a part of the images, or began as a model that was', () => {
    const mnist = { data: 'mnist', hash: 'm' };
    const reason = 'it was trained on mnist-10k, which is part of mnist';
    const small = parent('mnist-10k', 'a', {});
    expect(validationContamination(small, mnist, choice)).toBe(reason);
    const origin = { sha256: 'd', epochs: 0, data: [{ name: 'mnist-10k', hash: 'a' }] };
    const later = { training: { ...parent('digits', 'b', {}).training, origin } } as unknown as Model;
    expect(validationContamination(later, mnist, choice)).toBe(reason);
    expect(validationContamination(later, all, choice)).toBeNull();
  });

  test('which held out the same images, but began as a model trained on what has them', () => {
    const origin = { sha256: 'd', epochs: 0, data: [{ name: 'mnist', hash: 'm' }] };
    const model = { training: { ...parent('mnist-10k', 'b', {}).training, origin } } as unknown as Model;
    const reason = 'it began as a model trained on mnist, which includes mnist-10k';
    expect(validationContamination(model, split, choice)).toBe(reason);
  });
});

test.each(['constructor', '__proto__'])('data named %s are like any other', (data) => {
  expect(contamination(trainedOn('digits', 'a'), { data, hash: 'b' })).toBeNull();
});

test('of unknown origin: nothing is known against it', () => {
  expect(contamination({} as Model, split)).toBeNull();
});

test('what has all of them is known by another name too, but says nothing of other data', () => {
  const hash = 'edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b';
  const model = trainedOn('my/idx', hash);
  expect(contamination(model, split)).toBe('it was trained on my/idx, which includes mnist-10k');
  expect(contamination(model, { data: 'mnist', hash: 'b' })).toBeNull();
});

test("that hash is the one of MNIST's training images", async ({ skip }) => {
  const folder = sharedData('mnist');
  if (folder === null) return skip(withoutSharedData('mnist'));
  const { train } = await readIdxFolder(folder, { train: true });
  if (train === null) throw new Error('no training split');
  const model = trainedOn('elsewhere', await datasetHash(train));
  expect(contamination(model, split)).toContain('which includes mnist-10k');
});

describe("most of MNIST's training images, as in models/shown-digits.ts", () => {
  const hash = 'ed6440a1edd9744277e04ec8c45263644ff0458ed594d95ddd37d4f3b857a126';

  test('have most of mnist-10k', () => {
    const model = trainedOn('shown', hash);
    const reason = 'it was trained on most of mnist, which includes most of mnist-10k';
    expect(contamination(model, split)).toBe(reason);
    expect(contamination(model, { data: 'mnist', hash: 'b' })).toBeNull();
    expect(contamination(trainedOn('shown', 'a'), split)).toBeNull();
  });

  test('make a validation on digits of MNIST too high', () => {
    const { training } = trainedOn('pictures', 'c');
    const origin = { sha256: 'd', epochs: 0, data: [{ name: 'shown', hash }] };
    const model = { training: { ...training, options: {}, origin } } as unknown as Model;
    const choice = { seed: 1, validation: 0.1 };
    const reason = 'it was trained on most of mnist';
    expect(validationContamination(model, { data: 'mnist', hash: 'b' }, choice)).toBe(reason);
    expect(validationContamination(model, { data: 'digits', hash: 'b' }, choice)).toBeNull();
  });

  test('have this hash', async ({ skip }) => {
    if (sharedData('mnist') === null) return skip(withoutSharedData('mnist'));
    expect(await datasetHash((await splitMnist()).shown)).toBe(hash);
  });
});
