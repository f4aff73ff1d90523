import { expect, test } from 'vitest';
import { predict } from '../../src/image/predict.ts';
import { loadShippedModel } from '../../src/node/shipped-model.ts';
import { digits } from './support/recognizer.ts';

const model = await loadShippedModel();
/** A 3 and a 7. */
const bytes = new Uint8Array(
  Buffer.concat(
    [3, 7].map((digit) => digits.images.subarray(digits.labels.indexOf(digit) * 784).subarray(0, 784)),
  ),
);
const list = Array.from(bytes);
const rows = Array.from({ length: 56 }, (_, y) => list.slice(y * 28, (y + 1) * 28));

test('the same digits in every form', async () => {
  const expected = await predict(model, bytes);
  expect(expected.map(({ digit }) => digit)).toEqual([3, 7]);
  const forms = [
    new Uint8ClampedArray(bytes),
    Float32Array.from(bytes),
    Float32Array.from(bytes, (byte) => byte / 255),
    Float64Array.from(bytes, (byte) => byte / 255),
    list,
    list.map((byte) => byte / 255),
    [list.slice(0, 784), list.slice(784)],
    [
      Float32Array.from(list.slice(0, 784), (byte) => byte / 255),
      Float32Array.from(list.slice(784), (byte) => byte / 255),
    ],
    [bytes.subarray(0, 784), bytes.subarray(784)],
    [rows.slice(0, 28), rows.slice(28)],
  ];
  for (const form of forms) expect(await predict(model, form)).toEqual(expected);
  const data = Uint8ClampedArray.from({ length: 784 * 4 }, (_, k) =>
    k % 4 === 3 ? 255 : 255 - bytes[Math.floor(k / 4)],
  );
  const [drawn] = await predict(model, { width: 28, height: 28, data }); // dark on light, as on a page
  expect(drawn.digit).toBe(3);
  const binary = await predict(
    model,
    list.map((byte) => (byte > 127 ? 1 : 0)),
  );
  expect(binary.map(({ digit }) => digit)).toEqual([3, 7]);
  expect(await predict(model, [])).toEqual([]);
});

test.each<[string, unknown, RegExp]>([
  [
    'normalised',
    Float32Array.from(bytes, (byte) => (byte / 255 - 0.13) / 0.31),
    /undo what normalised them$/,
  ],
  ['not a number', list.map((byte, n) => (n === 5 ? Number.NaN : byte)), /got NaN at 5/],
  ['beyond bytes', list.map((byte) => byte * 2), /numbers from 0 to 1, or bytes up to 255, got/],
  ['fractions above 1', list.map((byte) => byte / 2), /got fractions and [\d.]+: divide them by 255$/],
  ['too few', new Float32Array(783), /a multiple of 784 numbers, got 783/],
  ['text', ['a'], /must be of numbers, got string/],
  ['nothing', null, /must be bytes, floats, an array of numbers/],
  ['a wrong size', { width: 5, height: 5, data: new Uint8Array(7) }, /cannot have 7 bytes/],
])('what cannot be told apart is refused: %s', async (_, input, message) => {
  await expect(predict(model, input as never)).rejects.toThrow(message);
});
