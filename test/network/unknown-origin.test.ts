/** A model file without its `training` part: weights that another program wrote by the description of the format. */

import { expect, test } from 'vitest';
import { ModelError } from '../../src/errors.ts';
import { inspect } from '../../src/network/inspection.ts';
import { formatModel, parseModel } from '../../src/network/model-file.ts';
import { modelTree, refusalOf } from '../support/model-text.ts';
import { smallModel } from '../support/small-model.ts';

const { training, ...untrained } = smallModel();

test('reads, and is written as it was', () => {
  const { training: _, ...tree } = modelTree();
  const read = parseModel(JSON.stringify(tree), 'hand.json');
  expect(read).toEqual(untrained);
  expect(Object.hasOwn(read, 'training')).toBe(false);
  const text = [...formatModel(read)].join('');
  expect(text).not.toContain('"training"');
  expect(parseModel(text, 'again.json')).toEqual(untrained);
});

test('has nothing to inspect but the net', () => {
  expect(inspect(untrained)).toEqual({ ...inspect({ ...untrained, training }), training: null });
});

test('a training part that is there must be whole', () => {
  expect(refusalOf(['training'], null)).toMatch(/^bad\.json: training: expected/);
  expect(refusalOf(['training', 'data'], undefined)).toBe('bad.json: training.data is missing');
  expect(() => parseModel('{"format":"nn-model","version":2}', 'bare.json')).toThrow(ModelError);
});
