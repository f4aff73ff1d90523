import { describe, expect, test } from 'vitest';
import { plainPaint } from '../../../src/cli/terminal/colour.ts';
import { type ProgressState, progressLine } from '../../../src/cli/terminal/progress.ts';

const state: ProgressState = {
  label: 'epoch  3/20',
  done: 21_600,
  total: 162_000,
  samplesPerSecond: 41_234.4,
  loss: 0.12345,
};
const line = (columns: number, blocks = true, of: ProgressState = state): string =>
  progressLine(of, 12, columns, { paint: plainPaint }, blocks);

describe('progressLine', () => {
  test('at 80 columns', () => {
    expect(line(80)).toMatchInlineSnapshot(
      `"epoch  3/20  ━━━────────────────  13%  1:18 left  loss 0.1235  41,234 images/s"`,
    );
  });

  test('at 120 columns', () => {
    expect(line(120)).toMatchInlineSnapshot(
      `"epoch  3/20  ━━━━━━━───────────────────────────────────────────  13%  1:18 left  loss 0.1235  41,234 images/s"`,
    );
  });

  test('in ASCII', () => {
    expect(line(80, false)).toMatchInlineSnapshot(
      `"epoch  3/20  ===----------------  13%  1:18 left  loss 0.1235  41,234 images/s"`,
    );
  });

  test('at 40 columns the least important is left out', () => {
    expect(line(40)).toMatchInlineSnapshot(`"epoch  3/20  ━────────  13%  1:18 left"`);
  });

  test('never as wide as the terminal, which would wrap it', () => {
    for (let columns = 2; columns < 200; columns++) expect(line(columns).length).toBeLessThan(columns);
  });

  test('before the first image there is no time left to tell', () => {
    expect(line(80, true, { ...state, done: 0, loss: null })).not.toMatch(/left|NaN|Infinity/);
  });
});
