import { expect, test } from 'vitest';
import { decisionsLine } from '../../../src/cli/terminal/decisions.ts';
import type { Decisions } from '../../../src/image/preprocess.ts';

const plain: Decisions = {
  inverted: false,
  sheet: null,
  box: { x: 0, y: 0, width: 20, height: 20 },
  threshold: 0.5,
  gridRemoved: 0,
  specksRemoved: 0,
  strokeWidth: 2.8,
  strokeAdjusted: 0,
};

test.each<[readonly Partial<Decisions>[], string]>([
  [[], "in MNIST's form already, passed to the network unchanged"],
  [[{}], 'dark ink on light paper'],
  [[{ inverted: true, gridRemoved: 1 }], 'light ink on dark paper, 1 line removed'],
  [
    [{ sheet: { x: 9, y: 9, width: 80, height: 90 } }],
    'dark ink on light paper, surroundings of the sheet removed',
  ],
  [
    [{ gridRemoved: 12, specksRemoved: 3, strokeAdjusted: 0.8 }],
    'dark ink on light paper, 12 lines removed, 3 other marks removed, strokes thickened',
  ],
  [[{ strokeAdjusted: 0.01, specksRemoved: 1 }], 'dark ink on light paper, 1 other mark removed'],
  [[{ strokeAdjusted: -1 }, { strokeAdjusted: -1 }], 'dark ink on light paper, strokes thinned'],
  [
    [{ strokeAdjusted: 1, specksRemoved: 1 }, { strokeAdjusted: -1 }, {}],
    'dark ink on light paper, some strokes thickened, some strokes thinned',
  ],
])('%j', (changes, line) => {
  expect(decisionsLine(changes.map((change) => ({ ...plain, ...change })))).toBe(line);
});
