/** Digits of a fainter pen in a line of digits; other faint marks are left out. */

import { describe, expect, test } from 'vitest';
import type { Box, Plane } from '../../src/image/image.ts';
import { inkComponents } from '../../src/image/paper/ink-components.ts';
import type { Levels } from '../../src/image/paper/levels.ts';
import { withFaintDigits } from '../../src/image/segment/faint-digits.ts';
import { findTextLines } from '../../src/image/segment/text-lines.ts';

const levels: Levels = { paper: 0, noise: 0.01, floor: 0.05, threshold: 0.5, dark: 1, strongest: 1 };
const [width, height] = [300, 120];

type Mark = readonly [x: number, y: number, width: number, height: number, strength: number];

/** The boxes of the marks that are found. */
function found(marks: readonly Mark[]): string[] {
  const ink: Plane = { width, height, data: new Float32Array(width * height) };
  for (const [x, y, wide, high, strength] of marks) {
    for (let row = y; row < y + high; row++) {
      ink.data.fill(strength, row * width + x, row * width + x + wide);
    }
  }
  const text = ({ x, y, width: wide, height: high }: Box): string => `${x} ${y} ${wide} ${high}`;
  const components = inkComponents(ink, levels);
  const { labels, parts } = withFaintDigits(ink, levels, components, findTextLines(components.parts, height));
  for (const [n, { x, y }] of parts.entries()) expect(labels[y * width + x]).toBe(n + 1);
  return parts.map(text);
}

const dark: readonly Mark[] = [
  [40, 40, 8, 40, 1],
  [80, 40, 8, 40, 1],
];

describe('beside two dark marks', () => {
  test('a faint one of their size counts', () => {
    expect(found([...dark, [120, 42, 8, 36, 0.4]])).toEqual(['40 40 8 40', '80 40 8 40', '120 42 8 36']);
  });

  test('and a faint speck does no harm', () => {
    const marks: Mark[] = [...dark, [120, 42, 8, 36, 0.4], [200, 10, 3, 3, 0.4]];
    expect(found(marks)).toContain('120 42 8 36');
  });

  test.each<readonly [string, Mark]>([
    ['one above the line', [120, 2, 8, 36, 0.4]],
    ['a larger one', [120, 34, 8, 56, 0.4]],
    ['one that is far lower', [120, 55, 8, 20, 0.4]],
    ['a wide one', [120, 42, 80, 36, 0.4]],
    ['one at the side of the picture', [292, 42, 8, 36, 0.4]],
    ['one as faint as paper', [120, 42, 8, 36, 0.2]],
  ])('%s does not', (_, mark) => {
    expect(found([...dark, mark])).toEqual(['40 40 8 40', '80 40 8 40']);
  });

  test('none counts if there is other faint ink, such as the edge of a shadow', () => {
    expect(found([...dark, [120, 42, 8, 36, 0.4], [0, 110, 300, 4, 0.4]])).toHaveLength(2);
  });
});

test('beside a single mark, nothing counts', () => {
  expect(found([dark[0], [80, 40, 8, 40, 0.4]])).toEqual(['40 40 8 40']);
});
