import { expect, test } from 'vitest';
import { growStroke } from '../../src/image/digit/grow-stroke.ts';
import { centreByMass, fitDigit } from '../../src/image/digit/placement.ts';
import { adjustStroke, strokeWidth } from '../../src/image/digit/stroke.ts';
import { createPlane, type Plane, type RasterImage } from '../../src/image/image.ts';
import { flattenAlpha } from '../../src/image/paper/alpha.ts';
import { subtractBackground } from '../../src/image/paper/background.ts';
import { contrastPlane, inkDirection } from '../../src/image/paper/colour.ts';
import { measureLevels } from '../../src/image/paper/levels.ts';
import { chooseDigit, connectedComponents } from '../../src/image/raster/connected-components.ts';
import { slidingExtreme } from '../../src/image/raster/morphology.ts';
import { resample } from '../../src/image/raster/resample.ts';
import { removeLines } from '../../src/image/rules/grid-lines.ts';
import { Random } from '../../src/random.ts';
import { FIVE } from './support/digits.ts';
import { inkPlane, onPaper } from './support/on-paper.ts';

test('flattenAlpha leaves pictures without alpha alone', () => {
  const grey: RasterImage = { width: 1, height: 1, channels: 1, data: Uint8Array.of(3) };
  expect(flattenAlpha(grey)).toBe(grey);
});

test('inkDirection points from ink to paper', () => {
  const direction = inkDirection(onPaper(FIVE, [200, 60, 60], [60, 132, 60]));
  const [red, green, blue] = direction as [number, number, number];
  expect(red * green).toBeLessThan(0);
  expect(Math.abs(blue)).toBeLessThan(0.05);
  expect(Math.abs(red / green + 140 / 72)).toBeLessThan(0.02);
});

test('contrastPlane of grey is grey', () => {
  const data = Uint8Array.of(0, 100, 255, 7);
  expect([...contrastPlane({ width: 2, height: 2, channels: 1, data }).data]).toEqual([0, 100, 255, 7]);
});

test('inkOverPaper is the same in half of the light', () => {
  const bright = contrastPlane(onPaper(FIVE, [60, 60, 60], [240, 240, 240]));
  const dim: Plane = { ...bright, data: bright.data.map((value) => value / 2) };
  const strong = Math.max(...subtractBackground(bright).data);
  const weak = Math.max(...subtractBackground(dim).data);
  expect(strong).toBeGreaterThan(0.68);
  expect(Math.abs(strong - weak)).toBeLessThan(0.06);
});

test('measureLevels finds paper, grain and the middle between two tones', () => {
  const random = Random.stream(3, 'levels');
  const ink = createPlane(300, 300);
  for (let p = 0; p < ink.data.length; p++) {
    const grain = 0.02 * (random.uniform() + random.uniform() + random.uniform() + random.uniform() - 2);
    ink.data[p] = (p % 100 < 2 ? 0.8 : p % 100 < 6 ? 0.3 : 0.05) + grain;
  }
  const levels = measureLevels(ink)!;
  expect(levels.paper).toBeCloseTo(0.05, 1);
  expect(levels.noise).toBeGreaterThan(0.005);
  expect(levels.noise).toBeLessThan(0.02);
  expect(levels.threshold).toBeGreaterThan(0.35);
  expect(levels.threshold).toBeLessThan(0.75);
  expect(measureLevels(createPlane(9, 9))).toBeUndefined();
});

test('removeLines takes lines and leaves a 7 that fills the frame', () => {
  const ink = createPlane(120, 120);
  for (let y = 0; y < 120; y++) {
    for (let x = 0; x < 120; x++) if (x % 20 < 2 || y % 20 < 2) ink.data[y * 120 + x] = 0.4;
  }
  expect(removeLines(ink, measureLevels(ink)!)).toBe(12);
  expect(Math.max(...ink.data)).toBeLessThan(0.05);

  const seven = createPlane(90, 120);
  for (let y = 0; y < 120; y++) {
    for (let x = 0; x < 90; x++) {
      const leg = Math.abs(x - (84 - y * 0.5)) < 5;
      if ((y < 9 && x > 3 && x < 88) || (y < 117 && leg)) seven.data[y * 90 + x] = 0.9;
    }
  }
  const before = seven.data.slice();
  expect(removeLines(seven, measureLevels(seven)!)).toBe(0);
  expect(seven.data).toEqual(before);
});

test('connectedParts: faint ends stay with their stroke, faint smudges do not count', () => {
  const ink = createPlane(7, 3);
  ink.data.set([0.9, 0.4, 0, 0, 0.4, 0, 0.9], 7);
  const { labels, parts } = connectedComponents(ink, 0.3, 0.6);
  expect(parts.map(({ x, width, area, sides }) => [x, width, area, sides])).toEqual([
    [0, 2, 2, 1],
    [6, 1, 1, 1],
  ]);
  expect([...labels.subarray(7, 14)]).toEqual([1, 1, 0, 0, 0, 0, 2]);
});

test('chooseDigit takes the middle one of three and its roof', () => {
  const part = (x: number, y: number, width: number, height: number, sides = 0) => {
    return { x, y, width, height, area: width * height, mass: width * height, sides };
  };
  const parts = [part(0, 20, 8, 60, 1), part(40, 30, 25, 40), part(50, 20, 22, 6), part(90, 90, 2, 2)];
  expect(chooseDigit(parts, 100, 100)).toEqual([false, true, true, false]);
  expect(chooseDigit([], 100, 100)).toBeUndefined();
});

test('slidingExtreme against its definition', () => {
  const random = Random.stream(5, 'sliding');
  for (const [width, height, reach] of [
    [1, 1, 1],
    [7, 5, 1],
    [13, 4, 6],
    [9, 17, 3],
  ] as const) {
    const source: Plane = {
      width,
      height,
      data: Float32Array.from({ length: width * height }, () => random.uniform()),
    };
    for (const which of ['max', 'min'] as const) {
      const result = slidingExtreme(source, reach, which).data;
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const window: number[] = [];
          for (let v = Math.max(0, y - reach); v <= Math.min(height - 1, y + reach); v++) {
            for (let u = Math.max(0, x - reach); u <= Math.min(width - 1, x + reach); u++) {
              window.push(source.data[v * width + u]);
            }
          }
          expect(result[y * width + x]).toBe(Math[which](...window));
        }
      }
    }
  }
});

test('resample keeps the ink when it shrinks and when it enlarges', () => {
  const source = inkPlane(FIVE);
  const sum = (of: Plane) => of.data.reduce((total, value) => total + value, 0);
  for (const [width, height] of [
    [14, 14],
    [9, 21],
    [28, 28],
    [50, 37],
  ] as const) {
    const result = resample(source, 0, 0, 28, 28, width, height);
    expect(Math.abs((sum(result) * 784) / (width * height) / sum(source) - 1)).toBeLessThan(0.001);
  }
  expect(resample(source, 0, 0, 28, 28, 28, 28).data).toEqual(source.data);
});

test('strokeWidth of bars, and adjustStroke', () => {
  const bar = (wide: number): Plane => {
    const out = createPlane(wide, 20);
    out.data.fill(1);
    return out;
  };
  for (const wide of [2, 3, 4, 6]) {
    const expected = (2 * wide * 20) / (2 * (wide + 20)); // area over half the outline
    expect(Math.abs(strokeWidth(bar(wide)) - expected)).toBeLessThan(0.35);
  }
  expect(adjustStroke(bar(3), 2.6)).toBeUndefined();
  const wider = fitDigit(adjustStroke(bar(1), strokeWidth(bar(1)))!);
  expect(strokeWidth(wider)).toBeGreaterThan(1.8);
});

/** Every value within the disc, one after the other. */
function grownPlainly({ width, data }: Plane, radius: number): Float32Array {
  const size = Math.abs(radius);
  const source = radius < 0 ? data.map((value) => 1 - value) : data;
  const out = source.slice();
  for (let p = 0; p < out.length; p++) {
    for (let q = 0; q < out.length; q++) {
      const [v, u] = [Math.floor(p / width) - Math.floor(q / width), (p % width) - (q % width)];
      const fade = Math.max(0, Math.sqrt(u * u + v * v) - size);
      if (fade < 1) out[p] = Math.max(out[p], source[q] - fade);
    }
  }
  return radius < 0 ? out.map((value) => 1 - value) : out;
}

test('growStroke is the largest, or smallest, value within the disc, to the last bit', () => {
  const random = Random.stream(1, 'grow', 0);
  for (let n = 0; n < 60; n++) {
    const plane = createPlane(1 + random.below(24), 1 + random.below(24));
    const [hard, dark] = [n % 3, random.uniform()];
    for (let p = 0; p < plane.data.length; p++) {
      const value = random.uniform();
      plane.data[p] = hard === 0 ? value : value < dark ? Number(hard === 1) : n % 2 === 0 ? 0 : value;
    }
    const radius = (random.uniform() - 0.5) * (n % 2 === 0 ? 6 : 40);
    expect(growStroke(plane, radius).data).toEqual(grownPlainly(plane, radius));
    const grown = growStroke(plane, radius);
    const left = grown.data.reduce((sum, value) => sum + value, 0);
    expect(growStroke(plane, radius, left)).toEqual(grown); // no less than asked for
  }
  expect(growStroke(createPlane(9, 9), -2, 1)).toBeUndefined();
});

test('centreByMass puts the centre of mass on pixel 14', () => {
  const blob = createPlane(12, 20);
  for (let p = 0; p < blob.data.length; p++) blob.data[p] = p % 12 < 4 ? 1 : 0.1;
  const { data } = centreByMass(blob);
  let mass = 0;
  let x = 0;
  let y = 0;
  data.forEach((value, p) => {
    mass += value;
    x += value * (p % 28);
    y += value * Math.floor(p / 28);
  });
  expect(Math.abs(x / mass - 14)).toBeLessThanOrEqual(0.5);
  expect(Math.abs(y / mass - 14)).toBeLessThanOrEqual(0.5);
});
