import { describe, expect, test } from 'vitest';
import type { RasterImage } from '../../src/image/image.ts';
import { contrastPlane } from '../../src/image/paper/colour.ts';
import { compareReadings, findPolarity } from '../../src/image/paper/polarity.ts';
import { preprocess } from '../../src/image/preprocess.ts';
import { paperScene } from '../../synthetic/paper.ts';
import { scanDigit } from '../../synthetic/scans.ts';
import { FIVE, THREE } from './support/digits.ts';

function grey(form: Uint8Array, brightnessOf: (ink: number) => number): RasterImage {
  return { width: 28, height: 28, channels: 1, data: form.map(brightnessOf) };
}

const mirrored = (picture: RasterImage): RasterImage => ({
  ...picture,
  data: picture.data.map((value) => 255 - value),
});

/** Pictures of dark ink in which shadows make brightness alone say that light is ink. */
const SHADOWED = [12, 123, 168, 394, 491];

/** Scans of a 3 in dark ink that fills its frame, which leaves brightness in doubt. */
const FRAMED = [285, 762, 781];

describe('which side is ink', () => {
  test('brightness tells where light is even', () => {
    expect(findPolarity(contrastPlane(grey(FIVE, (ink) => 250 - 0.9 * ink)))).toEqual({
      lightOnDark: false,
      strength: expect.any(Number),
    });
    expect(findPolarity(contrastPlane(grey(FIVE, (ink) => 20 + 0.9 * ink)))).toEqual({
      lightOnDark: true,
      strength: expect.any(Number),
    });
  });

  test.each(SHADOWED)('both readings are compared where a shadow leaves it in doubt: %i', async (index) => {
    const picture = await paperScene('sheetCrop', index % 2 ? FIVE : THREE, 31, index);
    const { lightOnDark, doubt } = findPolarity(contrastPlane(picture));
    expect(lightOnDark).toBe(true);
    expect(doubt).toBeTypeOf('number');
    expect(preprocess(picture).decisions.inverted).toBe(false);
    expect(preprocess(mirrored(picture)).decisions.inverted).toBe(true);
  });

  test.each(FRAMED)('in even light brightness alone tells: %i', (index) => {
    const picture = scanDigit('stretched16', THREE, 31, index);
    expect(findPolarity(contrastPlane(picture))).toEqual({
      lightOnDark: false,
      doubt: expect.any(Number),
      strength: expect.any(Number),
    });
    expect(preprocess(picture).decisions.inverted).toBe(false);
    expect(preprocess(mirrored(picture)).decisions.inverted).toBe(true);
  });

  test('the reading with stronger and with more ink is right, unless brightness says otherwise', () => {
    const strokes = { strength: 0.6, coverage: 0.1 };
    const gaps = { strength: 0.2, coverage: 0.06 };
    const nothing = { strength: 0, coverage: 0 };
    expect(compareReadings(0, strokes, gaps)).toBe(false);
    expect(compareReadings(0, gaps, strokes)).toBe(true);
    expect(compareReadings(0, nothing, gaps)).toBe(true);
    expect(compareReadings(0, nothing, nothing)).toBe(false);
    expect(compareReadings(6, strokes, gaps)).toBe(true);
    expect(compareReadings(-6, gaps, strokes)).toBe(false);
  });
});
