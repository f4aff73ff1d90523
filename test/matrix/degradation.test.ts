/** What pen, paper and scanner do: each effect does what it says, as often as it says. */

import { describe, expect, test } from 'vitest';
import { drawVariation, PIXELS, SIDE, VARIATION } from '../../src/matrix/augmentation.ts';
import {
  BLOB,
  CELLS,
  CUT,
  CUT_SIDE,
  DROPOUT_SPOT,
  degradationEffects,
  type EffectName,
  GAIN,
  INK,
  LOW,
  NOISE,
  PITCH,
  SCAN_PHASE,
  STRETCH,
  THICKNESS,
} from '../../src/matrix/degradation.ts';
import {
  addBlob,
  addGrain,
  changeThickness,
  cut,
  eraseSpot,
} from '../../src/matrix/reference/degradation.ts';
import { scan } from '../../src/matrix/reference/scan.ts';
import { boxOf, type Tile } from '../../src/matrix/reference/tile.ts';
import { warp } from '../../src/matrix/reference/warp.ts';
import { streamKey } from '../../src/random.ts';
import { massOf, nothing } from '../support/augmentation.ts';

/** A variation without any effect but those given by place. */
function only(numbers: Readonly<Record<number, number>>): Float32Array {
  const variation = new Float32Array(VARIATION);
  drawVariation(variation, 0, 1, nothing);
  for (const [place, value] of Object.entries(numbers)) variation[Number(place)] = value;
  return variation;
}

/** Full ink from (left, top) to (right, bottom). */
function block(left: number, top: number, right: number, bottom: number): Tile {
  const tile = new Float32Array(PIXELS);
  for (let y = top; y <= bottom; y++) tile.fill(255, y * SIDE + left, y * SIDE + right + 1);
  return tile;
}

const at = (tile: Tile, x: number, y: number): number => tile[y * SIDE + x];

describe('what is drawn', () => {
  const COUNT = 5000;
  const offsets: Readonly<
    Record<Exclude<EffectName, 'hardness'>, readonly [offset: number, otherwise: number]>
  > = {
    cut: [CUT, 0],
    stretch: [STRETCH, 0],
    thickness: [THICKNESS, 0],
    dropoutSpot: [DROPOUT_SPOT, 0],
    blob: [BLOB, 0],
    pitch: [PITCH, 0],
    ink: [INK, 1],
    noise: [NOISE, 0],
  };

  test.each([0, 0.5, 1])('wear %d: each effect as often, and as strong, as it says', (wear) => {
    const happened = new Map<string, number[]>();
    const variation = new Float32Array(VARIATION);
    for (let k = 0; k < COUNT; k++) {
      drawVariation(variation, 0, streamKey(1, 'wear', k), { ...nothing, wear });
      for (const [name, [offset, otherwise]] of Object.entries(offsets)) {
        if (variation[offset] === otherwise) continue;
        happened.set(name, [...(happened.get(name) ?? []), variation[offset]]);
      }
      const hardness = 1 - 1 / variation[GAIN];
      if (hardness > 1e-6) happened.set('hardness', [...(happened.get('hardness') ?? []), hardness]);
      else expect([variation[LOW], variation[GAIN]]).toEqual([0, 1]);
    }
    for (const [name, { chance, from, to }] of Object.entries(degradationEffects)) {
      const strengths = happened.get(name) ?? [];
      const deviation = Math.sqrt(COUNT * chance * wear * (1 - chance * wear));
      expect(Math.abs(strengths.length - COUNT * chance * wear)).toBeLessThanOrEqual(5 * deviation);
      const slack = 1e-5 * Math.max(1, to);
      if (wear === 0) continue;
      expect(Math.min(...strengths)).toBeGreaterThanOrEqual(from - slack);
      expect(Math.max(...strengths)).toBeLessThanOrEqual(to + slack);
      const mean = strengths.reduce((a, b) => a + b) / strengths.length;
      expect(Math.abs((mean - from) / (to - from) - 0.5)).toBeLessThan(5 / Math.sqrt(12 * strengths.length));
    }
  });
});

describe('each effect', () => {
  test('without any strength changes nothing', () => {
    const tile = block(5, 6, 20, 22);
    tile[300] = 77;
    const [copy, variation] = [tile.slice(), only({})];
    cut(tile, boxOf(tile), variation);
    changeThickness(tile, variation);
    eraseSpot(tile, variation);
    addBlob(tile, variation);
    scan(tile, variation);
    addGrain(tile, variation, 1);
    expect(tile).toEqual(copy);
  });

  test.each([
    [0, { left: 8, right: 15, top: 4, bottom: 23 }],
    [1, { left: 6, right: 13, top: 4, bottom: 23 }],
    [2, { left: 6, right: 15, top: 8, bottom: 23 }],
    [3, { left: 6, right: 15, top: 4, bottom: 19 }],
  ])('a cut of a fifth at side %d', (side, box) => {
    const tile = block(6, 4, 15, 23);
    const given = boxOf(tile);
    cut(tile, given, only({ [CUT]: 0.2, [CUT_SIDE]: side }));
    expect(given).toEqual(box);
    expect(boxOf(tile)).toEqual(box);
    expect(tile).toEqual(block(box.left, box.top, box.right, box.bottom));
  });

  test.each([
    [block(3, 8, 12, 17), 1, { width: 20, height: 20, x: 13.5, y: 13.5 }],
    [block(3, 8, 12, 17), 0.5, { width: 15, height: 15, x: 9, y: 12.75 }],
    [block(12, 4, 13, 23), 1, { width: 6, height: 20, x: 13.5, y: 13.5 }], // at most by a factor of 3
  ])('a stretch fills the box of 20 x 20', (source, fraction, { width, height, x, y }) => {
    const out = new Float32Array(PIXELS);
    warp(out, source, boxOf(source), only({ [STRETCH]: fraction }), 1);
    const { mass, ...centre } = massOf(out);
    expect(mass / 255).toBeCloseTo(width * height, -1.2);
    expect(centre.x).toBeCloseTo(x, 0.7);
    expect(centre.y).toBeCloseTo(y, 0.7);
    const middleRow = out.subarray(13 * SIDE, 14 * SIDE).reduce((a, b) => a + b);
    expect(middleRow / 255).toBeCloseTo(width, -0.3);
  });

  test('strokes thicken, and grow thinner', () => {
    const line = block(13, 5, 15, 20);
    const thick = line.slice();
    changeThickness(thick, only({ [THICKNESS]: 1 }));
    expect(boxOf(thick)).toEqual({ left: 12, right: 16, top: 4, bottom: 21 });
    expect(at(thick, 12, 10)).toBe(255);
    const half = line.slice();
    changeThickness(half, only({ [THICKNESS]: 0.5 }));
    expect(at(half, 12, 10)).toBe(127.5);
    const thin = line.slice();
    changeThickness(thin, only({ [THICKNESS]: -1 }));
    expect(thin).toEqual(block(14, 6, 14, 19));
  });

  test('a gap and a speck are where they should be, and nowhere else', () => {
    const tile = block(0, 0, 27, 27);
    eraseSpot(tile, only({ [DROPOUT_SPOT]: 2, [DROPOUT_SPOT + 1]: 10, [DROPOUT_SPOT + 2]: 12 }));
    expect(at(tile, 10, 12)).toBe(0);
    expect(at(tile, 11, 13)).toBe(0);
    expect(at(tile, 10, 15)).toBe(255);
    expect((PIXELS * 255 - massOf(tile).mass) / 255).toBeCloseTo(Math.PI * 4, -0.3);
    const paper = new Float32Array(PIXELS);
    addBlob(paper, only({ [BLOB]: 1.2, [BLOB + 1]: 20.5, [BLOB + 2]: 7 }));
    const { mass, x, y } = massOf(paper);
    expect([x, y]).toEqual([20.5, 7]);
    expect(mass / 255).toBeCloseTo(Math.PI * 1.44, 0);
  });

  test.each([1.1, 1.6, 2.2])(
    'a scan of pixels %d wide keeps the ink and its place, and loses detail',
    (pitch) => {
      const tile = new Float32Array(PIXELS);
      for (let x = 6; x < 22; x += 2) for (let y = 6; y < 22; y++) tile[y * SIDE + x] = 255;
      const before = massOf(tile);
      const detail = (): number => Math.abs(at(tile, 12, 14) - at(tile, 13, 14));
      for (const phase of [1, 1.3, 1.9]) {
        const copy = tile.slice();
        scan(copy, only({ [PITCH]: pitch, [CELLS]: 1 / pitch, [SCAN_PHASE]: phase, [SCAN_PHASE + 1]: 1.5 }));
        const after = massOf(copy);
        expect(after.mass / before.mass).toBeCloseTo(1, 0.8);
        expect(after.x).toBeCloseTo(before.x, 0.5);
        expect(after.y).toBeCloseTo(before.y, 0.5);
        expect(Math.abs(at(copy, 12, 14) - at(copy, 13, 14))).toBeLessThan(0.9 * detail());
      }
      expect(detail()).toBe(255);
    },
  );

  test('contrast hardens around its threshold, and a faint pen leaves less', () => {
    const greys = Float32Array.from({ length: PIXELS }, (_, k) => k % 256);
    const hard = greys.slice();
    scan(hard, only({ [LOW]: 95, [GAIN]: 20 }));
    for (const [k, grey] of greys.entries()) {
      if (grey <= 95) expect(hard[k]).toBe(0);
      else if (grey >= 108) expect(hard[k]).toBe(255);
    }
    const faint = greys.slice();
    scan(faint, only({ [INK]: 0.5 }));
    expect(faint).toEqual(greys.map((grey) => grey / 2));
  });

  test('grain varies ink by at most its strength, and leaves paper alone', () => {
    const tile = block(4, 4, 23, 23).map((grey) => grey * 0.5);
    const copy = tile.slice();
    addGrain(copy, only({ [NOISE]: 30 }), 5);
    let [sum, largest] = [0, 0];
    for (const [k, grey] of tile.entries()) {
      if (grey === 0) expect(copy[k]).toBe(0);
      sum += copy[k] - grey;
      largest = Math.max(largest, Math.abs(copy[k] - grey));
    }
    expect(Math.abs(sum / 400)).toBeLessThan((5 * 30) / Math.sqrt(3 * 400));
    expect(largest).toBeLessThanOrEqual(30);
    expect(largest).toBeGreaterThan(28);
  });
});
