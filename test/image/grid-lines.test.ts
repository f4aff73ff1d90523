import { describe, expect, test } from 'vitest';
import { createPlane, type Plane } from '../../src/image/image.ts';
import { measureLevels } from '../../src/image/paper/levels.ts';
import { removeLines } from '../../src/image/rules/grid-lines.ts';

/** Paper with a stroke of ink in its middle and lines of `strength`, two pixels wide, through points on its left side. */
function ruled(
  width: number,
  height: number,
  lean: number,
  starts: readonly number[],
  strength = 0.4,
): Plane {
  const ink = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isLine = starts.some((start) => Math.abs(y - start - lean * x) <= 1);
      const isStroke = Math.abs(x - width / 2) < 8 && Math.abs(y - height / 2) < height / 4;
      ink.data[y * width + x] = isStroke ? 0.9 : isLine ? strength : 0;
    }
  }
  return ink;
}

function turn(ink: Plane): Plane {
  const turned = createPlane(ink.height, ink.width);
  ink.data.forEach((value, p) => {
    turned.data[(p % ink.width) * ink.height + Math.floor(p / ink.width)] = value;
  });
  return turned;
}

/** The share of pixels with a line's strength. */
function lineFraction({ data }: Plane): number {
  return data.filter((value) => value > 0.2 && value < 0.6).length / data.length;
}

describe('lines are found wherever they end', () => {
  test.each([
    ['level', 0, [30, 110]],
    ['leaning', 0.11, [20, 100]],
    ['leaning the other way', -0.17, [60, 140]],
    ['leaving the page above', -0.2, [25, 80, 140]],
    ['leaving it below', 0.2, [40, 100, 125]],
  ])('%s', (_, lean, starts) => {
    const page = ruled(200, 150, lean, starts);
    for (const ink of [page, turn(page)]) {
      expect(lineFraction(ink)).toBeGreaterThan(0.01);
      expect(removeLines(ink, measureLevels(ink)!)).toBe(starts.length);
      expect(lineFraction(ink)).toBeLessThan(0.002);
    }
  });

  test('across a wide page, which a line leaves above and below', () => {
    const ink = ruled(700, 90, 0.2, [-30, 20]);
    expect(removeLines(ink, measureLevels(ink)!)).toBe(2);
  });
});

describe('a page without lines stays as it is', () => {
  test.each([
    ['clean', 0],
    ['with specks along its frame', 0.3],
  ])('%s', (_, fraction) => {
    const ink = ruled(120, 120, 0, []);
    for (let k = 0; k < 120; k++) {
      if ((k * 7) % 10 < fraction * 10) ink.data[k] = ink.data[120 * k] = ink.data[120 * 119 + k] = 0.5;
    }
    const before = ink.data.slice();
    expect(removeLines(ink, measureLevels(ink)!)).toBe(0);
    expect(ink.data).toEqual(before);
  });
});
