import { describe, expect, test } from 'vitest';
import { findCells } from '../../src/image/rules/cells.ts';
import type { LevelSegment } from '../../src/image/rules/straight-segments.ts';

const divider = (x: number, from = 20, to = 80): LevelSegment => ({
  from,
  to,
  start: x,
  end: x,
  thickness: 2,
});

const spans = (...dividers: readonly LevelSegment[]): string[] =>
  findCells(dividers).map(({ x, y, width, height }) => `${x}+${width} ${y}+${height}`);

describe('findCells', () => {
  test('equally spaced dividers enclose cells', () => {
    expect(spans(divider(90), divider(10), divider(50))).toEqual(['10+40 20+61', '50+40 20+61']);
  });

  test('a frame, or dividers at any distance, hold any number of digits', () => {
    expect(spans(divider(10), divider(90))).toEqual([]);
    expect(spans(divider(10), divider(50), divider(140))).toEqual([]);
    expect(spans()).toEqual([]);
  });

  test('a wide gap between cells is none, and the two sides of one rule are one divider', () => {
    const found = spans(divider(10), divider(50), divider(53), divider(92), divider(200), divider(240));
    expect(found).toEqual(['10+40 20+61', '50+42 20+61', '200+40 20+61']);
  });

  test('rows above one another are apart', () => {
    const found = spans(divider(10), divider(50), divider(90), divider(30, 120, 180), divider(70, 120, 180));
    expect(found).toEqual(['10+40 20+61', '50+40 20+61']);
  });
});
