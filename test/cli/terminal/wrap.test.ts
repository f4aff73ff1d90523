import { expect, test } from 'vitest';
import { wrap } from '../../../src/cli/terminal/wrap.ts';

test('a sentence is broken between words, and a word that is too long nowhere', () => {
  expect(wrap('one two three four', 8)).toBe('one two\nthree\nfour');
  expect(wrap('one two', 7)).toBe('one two');
  expect(wrap('a immeasurable b', 6)).toBe('a\nimmeasurable\nb');
  expect(wrap('', 6)).toBe('');
  expect(wrap('one two  three', 9)).toBe('one two\nthree');
  expect(wrap('Data  one two three four five', 22, 6)).toBe('Data  one two three\n      four five');
  expect(wrap('Data  one two three', 12, 6)).toBe('Data  one\ntwo three'); // too narrow for an indent
  expect(wrap('\u001b[1mone\u001b[22m two three', 7)).toBe('\u001b[1mone\u001b[22m two\nthree'); // colours take no room
});
