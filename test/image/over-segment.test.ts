import { describe, expect, test } from 'vitest';
import type { Box } from '../../src/image/image.ts';
import { type Atom, piecesOf } from '../../src/image/segment/over-segment.ts';

/** Atoms 10 pixels wide, side by side, of marks with so many atoms each. */
function atomsOf(...marks: readonly number[]): Atom[] {
  const atoms: Atom[] = [];
  for (const count of marks) {
    for (let n = 0; n < count; n++) {
      const box = { x: 10 * atoms.length, y: 0, width: 10, height: 60 };
      atoms.push({ box, labels: [atoms.length + 1], cut: n === 0 ? null : 1 });
    }
  }
  return atoms;
}

const spans = (atoms: readonly Atom[]): string[] =>
  piecesOf(atoms, 60).map(({ first, end }) => `${first}-${end}`);

describe('piecesOf', () => {
  test('a wide mark stays whole in one of its pieces, however often it is cut', () => {
    expect(spans(atomsOf(7))).toContain('0-7');
    expect(spans(atomsOf(1, 6, 1))).toContain('1-7');
  });

  test('a whole mark costs nothing, and cuts cost more than none', () => {
    const pieces = piecesOf(atomsOf(3), 60);
    const penalty = (first: number, end: number): number =>
      pieces.find((piece) => piece.first === first && piece.end === end)?.penalty ?? Number.NaN;
    expect(penalty(0, 3)).toBe(0);
    expect(penalty(0, 1)).toBeGreaterThan(0);
    expect(penalty(1, 2)).toBeGreaterThan(penalty(0, 1));
  });

  test('no digit is much wider than it is high, unless it is one mark', () => {
    expect(spans(atomsOf(5, 5))).not.toContain('0-10');
    expect(
      Math.max(...piecesOf(atomsOf(1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 60).map(({ first, end }) => end - first)),
    ).toBe(8);
  });

  test('two digits in one narrow cell cost more than one, and in neighbouring or wide cells they do not', () => {
    const penalty = (cells: readonly Box[], first: number, end: number): number =>
      piecesOf(atomsOf(1, 1), 60, cells).find((piece) => piece.first === first && piece.end === end)
        ?.penalty ?? Number.NaN;
    const cell = { x: 0, y: 0, width: 20, height: 60 };
    expect(penalty([cell], 0, 1)).toBeGreaterThan(penalty([], 0, 1) + 1);
    expect(penalty([cell], 0, 2)).toBe(penalty([], 0, 2));
    const neighbours = [0, 10].map((x) => ({ ...cell, x, width: 10 }));
    for (const cells of [neighbours, [{ ...cell, width: 200 }], [{ ...cell, y: 200 }]]) {
      expect(penalty(cells, 0, 1)).toBe(penalty([], 0, 1));
    }
  });
});
