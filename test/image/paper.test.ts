import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { preprocess } from '../../src/image/preprocess.ts';
import { paperPicture, paperScene } from '../../synthetic/paper.ts';
import { scanDigit, scanKinds } from '../../synthetic/scans.ts';
import { effects, scenes } from '../../synthetic/scenes.ts';
import { samples } from '../support/exhaustive.ts';
import { FIVE, overlap, THREE } from './support/digits.ts';

const hash = (bytes: Uint8Array | Uint8ClampedArray) => createHash('sha256').update(bytes).digest('hex');

describe('synthetic paper', () => {
  test.each(effects)('%s: the same seed gives the same picture, and a 5 stays a 5', async (effect) => {
    for (let index = 0; index < samples(3, 6); index++) {
      const picture = await paperPicture(FIVE, [effect], 11, index);
      if (index === 0)
        expect(hash((await paperPicture(FIVE, [effect], 11, index)).data)).toBe(hash(picture.data));
      const { pixels } = preprocess(picture);
      expect(overlap(pixels, FIVE)).toBeGreaterThan(effect === 'thick' || effect === 'thin' ? 0.75 : 0.8);
      expect(overlap(pixels, FIVE)).toBeGreaterThan(overlap(pixels, THREE));
    }
  });

  test.each(Object.keys(scenes))('%s: nearly every 5 stays a 5', async (name) => {
    let right = 0;
    const all = samples(6, 20);
    for (let index = 0; index < all; index++) {
      const { pixels } = preprocess(await paperScene(name, FIVE, 5, index));
      if (overlap(pixels, FIVE) > Math.max(0.6, overlap(pixels, THREE))) right++;
    }
    expect(right).toBeGreaterThanOrEqual(0.8 * all);
  });

  test.each(scanKinds)('%s scans', (kind) => {
    let right = 0;
    const all = samples(20, 40);
    for (let index = 0; index < all; index++) {
      const { pixels } = preprocess(scanDigit(kind, FIVE, 6, index));
      // a 5 stretched to a square has another shape: it only has to be more of a 5 than of a 3
      if (overlap(pixels, FIVE) > Math.max(kind.startsWith('stretched') ? 0.4 : 0.75, overlap(pixels, THREE)))
        right++;
    }
    expect(right).toBeGreaterThanOrEqual(0.95 * all);
  });
});
