import { describe, expect, test } from 'vitest';
import { digitsOf, recognize, recognizeCandidates } from '../../src/image/recognize.ts';
import { findCandidates } from '../../src/image/segment/candidates.ts';
import { decodeLine } from '../../src/image/segment/decode-line.ts';
import type { OpenLattice } from '../../src/image/segment/lattice.ts';
import { type Predict, prunedLattices, wholeLattices } from '../../src/image/segment/prune-lattice.ts';
import { Random } from '../../src/random.ts';
import { type FormKind, formPicture } from '../../synthetic/forms.ts';
import { digits, shippedPredictor } from './support/recognizer.ts';

const random = Random.stream(11, 'lattices');

/** A line whose pieces are forms with their index in the first two bytes and their confidence in the third. */
function randomLine(atoms: number, made: (piece: number) => void): OpenLattice {
  const skips = Array.from({ length: atoms }, () => 4 * random.uniform());
  const pieces: OpenLattice['pieces'][number][] = [];
  for (let first = 0; first < atoms; first++) {
    for (let end = first + 1; end <= Math.min(atoms, first + 4); end++) {
      const n = pieces.length;
      const penalty = random.below(3) === 0 ? 0 : random.uniform();
      const confidence = random.below(2) === 0 ? 255 : random.below(256);
      const isBlank = random.below(10) === 0;
      const make = (): { pixels: Uint8Array; decisions: null } | null => {
        made(n);
        const pixels = new Uint8Array(784);
        pixels.set([n & 255, n >> 8, confidence]);
        return isBlank ? null : { pixels, decisions: null };
      };
      pieces.push({ first, end, penalty, make });
    }
  }
  return { skips, pieces };
}

const predict: Predict = (images) =>
  Array.from({ length: images.length / 784 }, (_, n) => {
    const [low, high, confidence] = images.subarray(n * 784, n * 784 + 3);
    return { digit: low + 256 * high, confidence: confidence / 255, probabilities: [] };
  });

describe('prunedLattices', () => {
  test('the same path as with all pieces, of which each is made once or never', () => {
    let [all, few] = [0, 0];
    for (let n = 0; n < 300; n++) {
      const made: number[] = [];
      const line = randomLine(random.below(12), (piece) => made.push(piece));
      const [pruned] = prunedLattices([line], predict);
      few += made.length;
      expect(new Set(made).size).toBe(made.length);
      const [whole] = wholeLattices([line]);
      all += line.pieces.length;
      const read = decodeLine(whole, ({ pixels }) => predict(pixels)[0]);
      expect(decodeLine(pruned, ({ prediction }) => prediction)).toEqual(read);
    }
    expect(few).toBeLessThan(0.7 * all);
  });

  test('several lines at once, and none', () => {
    const lines = [3, 0, 7].map((atoms) => randomLine(atoms, () => {}));
    expect(prunedLattices(lines, predict)).toEqual(lines.flatMap((line) => prunedLattices([line], predict)));
    expect(prunedLattices([], predict)).toEqual([]);
  });
});

describe('recognize', () => {
  const predictor = shippedPredictor();

  test.each<FormKind>(['box', 'comb', 'touching', 'sheet'])('%s: as with all pieces', (kind) => {
    for (let n = 0; n < 2; n++) {
      const { image } = formPicture(kind, digits, 47, n);
      const [whole] = recognizeCandidates([findCandidates({ picture: image, scale: 1 })], predictor());
      expect(digitsOf(whole).length).toBeGreaterThan(0);
      expect(recognize(image, predictor())).toEqual(whole);
    }
  });
});
