/** Models as kept in a cache. */
import { expect, test } from 'vitest';
import { packModel, unpackModel } from '../../src/network/packed-model.ts';
import { everyLayerModel, smallModel } from '../support/small-model.ts';

test('a packed model is the same model, wherever its bytes lie', () => {
  const model = everyLayerModel();
  const named = { ...model, classNames: 'abcdefghij'.split('') };
  for (const each of [model, named]) {
    const packed = packModel(each);
    const moved = new Uint8Array(packed.length + 3);
    moved.set(packed, 3);
    expect(unpackModel(packed)).toEqual(each);
    expect(unpackModel(moved.subarray(3))).toEqual(each);
  }
});

test('what is cut off is no packed model', () => {
  const packed = packModel(smallModel());
  expect(() => unpackModel(packed.subarray(0, packed.length - 4))).toThrow(RangeError);
  expect(() => unpackModel(packed.subarray(0, 50))).toThrow(SyntaxError);
});
