import { expect, test } from 'vitest';
import { answer, isAnswer } from '../../src/evaluation/batches.ts';
import { Random } from '../../src/random.ts';

test('only the first class with the largest score is the answer', () => {
  const random = Random.stream(1, 'scores');
  const values = [-3e38, -1.5, -0, 0, 1e-45, 2, 3e38];
  const data = new Float32Array(500 * 10).map(() => values[random.below(values.length)]);
  for (let n = 0; n < 500; n++) {
    const digits = Array.from({ length: 10 }, (_, digit) => digit);
    expect(digits.filter((digit) => isAnswer({ data }, n, digit))).toEqual([answer({ data }, n)]);
  }
});
