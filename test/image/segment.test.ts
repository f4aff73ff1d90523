import { describe, expect, test } from 'vitest';
import { findDigits } from '../../src/image/segment/segment.ts';
import { digitLine } from '../../synthetic/digit-line.ts';
import { FIVE, overlap, THREE } from './support/digits.ts';

const shapes = { 5: FIVE, 3: THREE };

describe('findDigits', () => {
  test.each(['5', '35', '353', '55335'])('%s, left to right', (number) => {
    const digits = [...number].map((digit) => shapes[digit as '5' | '3']);
    const picture = digitLine(digits, 0.2, 4);
    const segments = findDigits(picture);
    expect(segments.length).toBe(digits.length);
    let last = -1;
    segments.forEach(({ box, form }, i) => {
      const other = digits[i] === FIVE ? THREE : FIVE;
      const like = overlap(form.pixels, digits[i]);
      expect(like).toBeGreaterThan(0.85);
      expect(like).toBeGreaterThan(overlap(form.pixels, other));
      expect(box.x).toBeGreaterThan(last);
      last = box.x + box.width;
      expect(last).toBeLessThanOrEqual(picture.width);
    });
  });

  test('a 5 whose roof is loose is one digit', () => {
    const torn = FIVE.slice();
    torn.fill(0, 9 * 28, 11 * 28);
    expect(findDigits(digitLine([THREE, torn, THREE], 0.2, 1)).length).toBe(3);
  });

  test('lines come from top to bottom', () => {
    const line = digitLine([THREE, FIVE], 0.3, 5);
    const data = new Uint8Array(2 * line.data.length);
    data.set(line.data);
    data.set(digitLine([FIVE, THREE], 0.3, 5).data.subarray(0, line.data.length), line.data.length);
    const found = findDigits({ ...line, height: 2 * line.height, data });
    const read = found.map(({ form }) => (overlap(form.pixels, FIVE) > overlap(form.pixels, THREE) ? 5 : 3));
    expect(read).toEqual([3, 5, 5, 3]);
  });

  test('a dash and specks are no digits', () => {
    const picture = digitLine([THREE, FIVE], 0.9, 3);
    const data = Uint8Array.from(picture.data);
    const { width } = picture;
    for (let y = 58; y < 62; y++) data.fill(10, y * width + 80, y * width + 94); // between the two
    data.fill(10, 60 * width + 8, 60 * width + 11);
    expect(findDigits({ ...picture, data }).length).toBe(2);
  });

  test('a blank sheet holds none', () => {
    const data = new Uint8Array(100 * 60).fill(240);
    expect(findDigits({ width: 100, height: 60, channels: 1, data })).toEqual([]);
  });
});
