import { describe, expect, test } from 'vitest';
import { paintFor, plainPaint } from '../../../src/cli/terminal/colour.ts';
import { curveLines } from '../../../src/cli/train/curve.ts';
import type { EpochRecord } from '../../../src/network/model.ts';

/** Losses fall by halves; accuracies rise evenly, those of validation by a tenth less. */
function history(epochs: number, validated = true): EpochRecord[] {
  return Array.from({ length: epochs }, (_, n) => ({
    epoch: n + 1,
    loss: 2 ** -n,
    accuracy: 0.5 + (0.5 * n) / (epochs - 1),
    validationLoss: validated ? 1 : null,
    validationAccuracy: validated ? 0.5 : null,
  }));
}

describe('the curves of a training', () => {
  test('in letters: a loss that falls by the same factor is a straight line, above it one that stays', () => {
    const lines = curveLines(history(4), 34, plainPaint, false);
    expect(lines).toEqual([
      '        Loss (log scale)',
      '1.0000 |ooooooooooooooooooooooooo',
      '       |   .....',
      '       |        ....',
      '       |            .....',
      '       |                 .....',
      '0.1250 |                      ...',
      '        epoch 1                 4',
      '         Accuracy',
      '100.00% |                     ...',
      '        |                 ....',
      '        |            .....',
      '        |       .....',
      '        |   ....',
      ' 50.00% |oooooooooooooooooooooooo',
      '         epoch 1                4',
      'oooo validation   .... training',
    ]);
  });

  test('side by side where there is room, and never wider than the terminal', () => {
    for (let columns = 20; columns <= 200; columns += 3) {
      for (const blocks of [true, false]) {
        const lines = curveLines(history(30), columns, plainPaint, blocks);
        for (const line of lines) expect(line.length).toBeLessThan(columns);
        if (columns >= 56) expect(lines).toHaveLength(9);
      }
    }
    expect(curveLines(history(4), 33, plainPaint, true)).toEqual([]);
  });

  test('in braille: each dot where it belongs', () => {
    const [, first, ...rest] = curveLines(history(2, false), 34, plainPaint, true);
    // 50 dots across and 24 down: the line goes down by 23 in 49 steps
    expect(first).toBe('1.0000 │⠉⠒⠤⣀');
    expect(rest[4]).toMatch(/^0\.5000 │ {21}⠉⠒⠤⣀$/);
  });

  test('steep parts have no holes', () => {
    const jump = history(41, false).map((record, n) => ({ ...record, accuracy: n < 20 ? 0 : 1 }));
    const accuracy = curveLines(jump, 60, plainPaint, false).slice(1, 7);
    for (const line of accuracy) expect(line.slice(line.lastIndexOf('|'))).toContain('o');
  });

  test('what does not change is a line half way up', () => {
    const flat = history(3, false).map((record) => ({ ...record, loss: 0.25, accuracy: 0.9 }));
    const lines = curveLines(flat, 34, plainPaint, false);
    expect(lines[4]).toMatch(/\|o+$/);
    expect(lines.slice(1, 4).join('')).not.toMatch(/\|o/);
  });

  test('a loss of nothing at all is drawn', () => {
    const learnt = history(3, false).map((record) => ({ ...record, loss: record.epoch === 3 ? 0 : 1 }));
    expect(curveLines(learnt, 60, plainPaint, true)[6]).toMatch(/^0\.0000 │/);
  });

  test('a loss beyond all bounds fits too', () => {
    const wild = history(3).map((record) => ({ ...record, loss: 1e30 }));
    for (const columns of [34, 56, 80]) {
      for (const line of curveLines(wild, columns, plainPaint, true))
        expect(line.length).toBeLessThan(columns);
    }
  });

  test('training without validation is one solid line', () => {
    expect(curveLines(history(3, false), 80, plainPaint, true).at(-1)).toBe('⠒⠒⠒⠒ training');
  });

  test('colours', async () => {
    const lines = curveLines(history(3), 80, await paintFor(1), true).join('\n');
    expect(lines).toContain('\u001b[32m'); // validation
    expect(lines).toContain('\u001b[36m'); // training
  });

  test('nothing of a single epoch', () => {
    expect(curveLines(history(1), 80, plainPaint, true)).toEqual([]);
    expect(curveLines([], 80, plainPaint, true)).toEqual([]);
  });
});
