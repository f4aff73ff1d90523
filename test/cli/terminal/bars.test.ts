import { describe, expect, test } from 'vitest';
import { bar, probabilityLines } from '../../../src/cli/terminal/bars.ts';
import { plainPaint } from '../../../src/cli/terminal/colour.ts';

describe('bar', () => {
  test.each([
    [0, ''],
    [0.001, ''],
    [0.02, '▏'],
    [0.5, '████'],
    [0.55, '████▍'],
    [1, '████████'],
  ])('%d of eight columns', (fraction, drawn) => {
    expect(bar(fraction, 8, true)).toBe(drawn);
  });

  test('in ASCII', () => {
    expect(bar(0.5, 8, false)).toBe('####');
  });
});

test.each([14, 20, 44, 60])('ten lines of one width fit into %d columns', (columns) => {
  const probabilities = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const lines = probabilityLines(probabilities, 0, columns, plainPaint, true);
  expect(lines).toHaveLength(10);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines[0].length).toBeLessThanOrEqual(columns);
  expect(lines[0]).toMatch(/^0 █+ 100\.0%$/);
  expect(lines[9]).toMatch(/^9 +0\.0%$/);
});
