import { expect, test } from 'vitest';
import { datasetHash } from '../../src/dataset/hash.ts';
import { contamination } from '../../src/evaluation/contamination.ts';
import type { Model } from '../../src/network/model.ts';
import { readIdxFolder } from '../../src/node/dataset/idx-folder.ts';
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
