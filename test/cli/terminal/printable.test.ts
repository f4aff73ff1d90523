import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonLine, printable } from '../../../src/cli/terminal/printable.ts';

describe('printable', () => {
  test.each([
    ['plain.png', 'plain.png'],
    ['Zahl für Ägypten 数字 🖊️.png', 'Zahl für Ägypten 数字 🖊️.png'],
    ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['two\nlines\r\tand a tab', 'two\\nlines\\r\\tand a tab'],
    ['\u009b2J', '\\x9b2J'],
    ['photo\u202egnp.exe', 'photo\\u202egnp.exe'],
    ['\ud800 alone', '\\ud800 alone'],
  ])('%j is shown as %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test('no text brings a control character to the terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        return !/\p{Control}/u.test(printable(text));
      }),
    );
  });
});

describe('jsonLine', () => {
  test('parses back to the same, on one line, without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (image) => {
        const line = jsonLine({ image });
        return !/\p{Control}/u.test(line) && JSON.parse(line).image === image;
      }),
    );
  });
});
