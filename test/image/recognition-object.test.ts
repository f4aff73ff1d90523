import { describe, expect, test } from 'vitest';
import { recognitionObject } from '../../src/image/recognition-object.ts';
import { type Recognition, type RecognizedDigit, recognize } from '../../src/image/recognize.ts';
import { Predictor } from '../../src/network/predict.ts';
import { smallModel } from '../support/small-model.ts';

function read(digit: number, confidence: number): RecognizedDigit {
  const probabilities = Array.from({ length: 10 }, (_, n) =>
    n === digit ? confidence : (1 - confidence) / 9,
  );
  return { digit, confidence, probabilities, pixels: new Uint8Array(784), decisions: null };
}

const twoLines: Recognition = {
  kind: 'number',
  lines: [{ digits: [read(0, 0.9), read(7, 0.6)] }, { digits: [read(3, 0.8)] }],
  digitsFound: 3,
};

describe('recognitionObject', () => {
  test('lines of a number with their zeros, as sure as all of their digits together', () => {
    const object = recognitionObject('a.png', twoLines, { minConfidence: 0.7, saved: ['x', null, 'z'] });
    expect(object).toMatchObject({
      image: 'a.png',
      number: '07 3',
      confidence: expect.closeTo(0.432, 12),
      sure: false,
      digitsFound: 3,
      digits: [
        { digit: 0, sure: true, saved: 'x' },
        { digit: 7, sure: false },
        { digit: 3, sure: true, saved: 'z' },
      ],
      lines: [
        { number: '07', confidence: expect.closeTo(0.54, 12), digits: [{ digit: 0 }, { digit: 7 }] },
        { number: '3', confidence: 0.8, digits: [{ digit: 3 }] },
      ],
      preprocessing: null,
    });
  });

  test('says nothing of `sure` and `saved` where neither was asked for', () => {
    const one: Recognition = { kind: 'digit', lines: [{ digits: [read(4, 0.5)] }], digitsFound: 1 };
    const keys = ['image', 'digit', 'confidence', 'probabilities', 'number', 'digitsFound', 'preprocessing'];
    const object = recognitionObject('a.png', one);
    expect(Object.keys(object)).toEqual(keys);
    expect(object).toMatchObject({ digit: 4, number: '4' });
  });

  test('is refused where there is no digit', () => {
    expect(() => recognitionObject('a.png', { kind: 'digit', lines: [], digitsFound: 0 })).toThrow(
      RangeError,
    );
  });
});

test('recognize gives a reason where an image shows no digit', () => {
  const data = new Uint8Array(60 * 40).fill(255);
  const predictor = new Predictor(smallModel());
  for (const digits of [false, true]) {
    const recognition = recognize({ width: 60, height: 40, channels: 1, data }, predictor, { digits });
    expect(recognition).toEqual({
      kind: digits ? 'number' : 'digit',
      lines: [],
      digitsFound: 0,
      reason: 'nothing stands out from the paper',
    });
  }
});
