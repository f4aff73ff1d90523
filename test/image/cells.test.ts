import { describe, expect, test } from 'vitest';
import { findCells, findRowRules, rowOf } from '../../src/image/rules/cells.ts';
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

describe('findRowRules', () => {
  const rule = (y: number, from: number, to: number): LevelSegment => divider(y, from, to);

  test('the rules of a grid, from top to bottom', () => {
    const rules = [rule(120, 0, 120), rule(0, 0, 120), rule(60, 0, 120)];
    const found = findRowRules(rules, [divider(0, 0, 120), divider(60, 0, 120), divider(120, 0, 120)]);
    expect(found.map(({ start }) => start)).toEqual([0, 60, 120]);
  });

  test('a rule of which an end was missed is as long as the others', () => {
    const slanted: LevelSegment = { from: 40, to: 120, start: 61, end: 63, thickness: 1 };
    const rules = [rule(0, 0, 120), slanted, rule(120, 0, 120)];
    const found = findRowRules(
      rules,
      [0, 40, 80, 120].map((x) => divider(x, 0, 120)),
    );
    expect(found.map(({ from, to, start, end }) => [from, to, start, end])).toEqual([
      [0, 120, 0, 0],
      [0, 120, 60, 63],
      [0, 120, 120, 120],
    ]);
    expect(rowOf({ x: 10, y: 70, width: 20, height: 40 }, found, 100)).toBe(2);
  });

  test('boxes beside one another are no grid, whether their sides are at one height or not', () => {
    const boxes = [0, 60, 120, 180];
    const levels = boxes.flatMap((x, n) => [rule(20 + n, x, x + 40), rule(80 + n, x, x + 40)]);
    const uprights = boxes.flatMap((x) => [
      divider(x, 20, 80),
      divider(x + 3, 20, 80),
      divider(x + 40, 20, 80),
    ]);
    expect(findRowRules(levels, uprights)).toEqual([]);
  });

  test('rules shared by neighbouring boxes are no grid either, however many', () => {
    const uprights = [0, 60, 120, 180, 240, 300].flatMap((x) => [
      divider(x, 20, 80),
      divider(x + 40, 20, 80),
    ]);
    const pairs = [0, 120, 240].flatMap((x, n) => [rule(20 + n, x, x + 100), rule(80 + n, x, x + 100)]);
    expect(findRowRules(pairs, uprights)).toEqual([]);
  });
});
