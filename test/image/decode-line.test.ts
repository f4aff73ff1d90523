import { describe, expect, test } from 'vitest';
import { decodeLine } from '../../src/image/segment/decode-line.ts';
import type { LinePiece } from '../../src/image/segment/lattice.ts';

/** A piece from one atom up to and without another, read as a digit with some confidence. */
type Read = readonly [first: number, end: number, digit: number, confidence: number, penalty?: number];

function decode(atoms: number, reads: readonly Read[]): string {
  const pieces = reads.map(([first, end, , , penalty = 0]): LinePiece => {
    return { first, end, penalty, candidate: { pixels: new Uint8Array(784), decisions: null } };
  });
  const digits = new Map(
    pieces.map(({ candidate }, n) => [candidate, { digit: reads[n][2], confidence: reads[n][3] }]),
  );
  return decodeLine({ skips: new Array(atoms).fill(3), pieces }, (candidate) => digits.get(candidate))
    .map(({ digit }) => digit)
    .join('');
}

describe('decodeLine', () => {
  test('one way only', () => {
    expect(
      decode(2, [
        [0, 1, 3, 0.9],
        [1, 2, 0, 0.2],
      ]),
    ).toBe('30');
    expect(decode(0, [])).toBe('');
  });

  test('the pieces of a cut where they are surer together than the whole', () => {
    const halves: readonly Read[] = [
      [0, 1, 1, 0.95],
      [1, 2, 2, 0.9],
    ];
    expect(decode(2, [...halves, [0, 2, 5, 0.5]])).toBe('12');
    expect(decode(2, [...halves, [0, 2, 5, 0.95]])).toBe('5');
    expect(decode(2, [...halves, [0, 2, 5, 0.95, 0.5]])).toBe('12');
  });

  test('three digits in a chain, cut where no digit ends as well', () => {
    const quarters: readonly Read[] = [0, 1, 2, 3, 4, 5].map((n) => [n, n + 1, 1, 0.4]);
    const zeros: readonly Read[] = [0, 2, 4].map((n) => [n, n + 2, 0, 0.97]);
    expect(decode(6, [...quarters, ...zeros, [1, 3, 8, 0.6], [3, 5, 8, 0.6]])).toBe('000');
  });

  test('an atom that cannot be read is left out', () => {
    expect(
      decode(3, [
        [0, 1, 4, 0.9],
        [2, 3, 7, 0.9],
      ]),
    ).toBe('47');
  });
});
