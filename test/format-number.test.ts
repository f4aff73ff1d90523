import { expect, test } from 'vitest';
import { withArticle } from '../src/format-number.ts';

test('the article agrees with the digit, or the name of a class', () => {
  const digits = Array.from('0123456789', withArticle);
  expect(digits).toEqual(['a 0', 'a 1', 'a 2', 'a 3', 'a 4', 'a 5', 'a 6', 'a 7', 'an 8', 'a 9']);
  expect(['Coat', 'Ankle boot'].map(withArticle)).toEqual(['a Coat', 'an Ankle boot']);
});
