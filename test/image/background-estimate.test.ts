import { expect, test } from 'vitest';
import type { Plane } from '../../src/image/image.ts';
import { estimateBackground } from '../../src/image/paper/background-estimate.ts';

const SIDE = 64;
const REACH = 11;

/** A sheet of 64x64 squares whose brightness `at` tells, x and y from 0 to 1. */
function sheet(at: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: SIDE * SIDE }, (_, p) =>
    at(((p % SIDE) + 0.5) / SIDE, (Math.floor(p / SIDE) + 0.5) / SIDE),
  );
  return { width: SIDE, height: SIDE, data };
}

/** The largest share by which the paper that is found differs from `expected`. */
function worst(found: Plane, expected: Plane): number {
  return found.data.reduce((most, value, p) => {
    return Math.max(most, Math.abs(value - expected.data[p]) / expected.data[p]);
  }, 0);
}

const softLight = (x: number, y: number) => 130 + 60 * x + 30 * y;

test('soft light is found as it is', () => {
  const light = sheet(softLight);
  expect(worst(estimateBackground(light, REACH), light)).toBeLessThan(1e-6);
});

test.each([
  ['upright', 1, 0],
  ['level', 0, 1],
  ['aslant', 0.8, 0.6],
])('paper that grows lighter away from the edge of a shadow is no ink: %s', (_name, across, down) => {
  const cast = sheet((x, y) => {
    const behind = across * (x - 0.5) + down * (y - 0.5);
    return behind < 0 ? 210 : 100 + 30 * behind;
  });
  expect(worst(estimateBackground(cast, REACH), cast)).toBeLessThan(0.03);
});

test.each<[string, (x: number, y: number) => number]>([
  ['in soft light', softLight],
  ['across the edge of a shadow', (_x, y) => (y < 0.5 ? 210 : 85 + 30 * y)],
])('a stroke as wide as a quarter of the sheet is bridged %s', (_name, light) => {
  const inked = sheet((x, y) => {
    const isStroke = Math.abs(x - 0.5) < 0.125 && Math.abs(y - 0.5) < 0.4;
    return (isStroke ? 0.2 : 1) * light(x, y);
  });
  expect(worst(estimateBackground(inked, REACH), sheet(light))).toBeLessThan(0.2);
});
