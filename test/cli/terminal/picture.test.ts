import { describe, expect, test } from 'vitest';
import { paintFor, plainPaint } from '../../../src/cli/terminal/colour.ts';
import { pictureLines } from '../../../src/cli/terminal/image.ts';

const ramp = Uint8Array.from({ length: 20 }, (_, n) => ((n % 10) * 255) / 9);

describe('pictureLines', () => {
  test('without colours: shades, two rows of pixels to a line', () => {
    expect(pictureLines(ramp, 10, 2, plainPaint, true)).toEqual([' .:-=+*#%@']);
  });

  test('an odd last row is paired with paper', () => {
    expect(pictureLines(new Uint8Array(3).fill(255), 1, 3, plainPaint, false)).toEqual(['@', '=']);
  });

  test('in 16 colours there are too few greys', async () => {
    expect(pictureLines(ramp, 10, 2, await paintFor(1), true)).toEqual([' .:-=+*#%@']);
  });

  test('where the locale has no blocks, shades stand in', async () => {
    expect(pictureLines(ramp, 10, 2, await paintFor(3), false)).toEqual([' .:-=+*#%@']);
  });

  test('with greys: half blocks, one pair of codes for neighbours that are alike', async () => {
    const pixels = Uint8Array.of(255, 255, 9, 0, 0, 9);
    expect(pictureLines(pixels, 3, 2, await paintFor(3), true)).toEqual([
      '\u001b[38;2;255;255;255m\u001b[48;2;0;0;0m▀▀\u001b[49m\u001b[39m' +
        '\u001b[38;2;9;9;9m\u001b[48;2;9;9;9m▀\u001b[49m\u001b[39m',
    ]);
  });
});
