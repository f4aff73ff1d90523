import { describe, expect, test } from 'vitest';
import { createPlane, type Plane } from '../../src/image/image.ts';
import { connectedComponents } from '../../src/image/raster/connected-components.ts';
import { bridgeGaps } from '../../src/image/segment/bridge-gaps.ts';

type Bar = readonly [x: number, y: number, width: number, height: number];

function drawn(bars: readonly Bar[]): Plane {
  const plane = createPlane(100, 100);
  for (const [x, y, width, height] of bars) {
    for (let row = y; row < y + height; row++) plane.data.fill(1, row * 100 + x, row * 100 + x + width);
  }
  return plane;
}

/** The number of marks that remain. */
function bridged(ink: Plane): number {
  const { labels, parts } = connectedComponents(ink, 0.5, 0.5);
  const before = ink.data.slice();
  const changed = bridgeGaps(ink, labels, parts);
  expect(changed).toBe(ink.data.some((value, p) => value !== before[p]));
  return connectedComponents(ink, 0.5, 0.5).parts.length;
}

describe('bridgeGaps', () => {
  test('joins the parts of a broken stroke', () => {
    const stroke: Bar[] = [
      [50, 10, 6, 25],
      [50, 42, 6, 12],
      [50, 62, 6, 25],
    ];
    expect(bridged(drawn(stroke))).toBe(1);
  });

  test('joins the halves of a broken ring', () => {
    const ring = createPlane(100, 100);
    for (let p = 0; p < ring.data.length; p++) {
      const [x, y] = [(p % 100) - 50, Math.floor(p / 100) - 50];
      const far = Math.sqrt((x / 22) * (x / 22) + (y / 35) * (y / 35));
      if (Math.abs(far - 1) < 0.12 && Math.abs(x) > 2) ring.data[p] = 1;
    }
    expect(bridged(ring)).toBe(1);
  });

  test.each<[string, readonly Bar[]]>([
    [
      'two ones side by side',
      [
        [40, 10, 6, 60],
        [52, 10, 6, 60],
      ],
    ],
    [
      'a stroke that ends beside another one',
      [
        [20, 38, 22, 6],
        [48, 10, 6, 60],
      ],
    ],
    [
      'ends of neighbours that are together wider than a digit',
      [
        [10, 30, 30, 6],
        [10, 30, 6, 30],
        [46, 30, 30, 6],
        [70, 30, 6, 30],
      ],
    ],
    [
      'parts far from each other',
      [
        [50, 10, 6, 25],
        [50, 52, 6, 25],
      ],
    ],
  ])('keeps %s apart', (_, bars) => {
    expect(bridged(drawn(bars))).toBe(2);
  });

  test('leaves print and noise alone', () => {
    const marks = Array.from(
      { length: 225 },
      (_, n): Bar => [3 + 6 * (n % 15), 6 * Math.floor(n / 15), 2, 4],
    );
    expect(bridged(drawn(marks))).toBe(225);
  });
});
