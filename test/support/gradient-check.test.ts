import { expect, test } from 'vitest';
import { checkGradient } from './gradient-check.ts';

const x = Float64Array.of(0.3, -0.7, 1.1);
const cubes = (): number => x.reduce((sum, value) => sum + value ** 3, 0);

test('a right gradient passes, and the numbers are put back', () => {
  checkGradient(
    'cubes',
    cubes,
    x,
    x.map((value) => 3 * value ** 2),
  );
  expect([...x]).toEqual([0.3, -0.7, 1.1]);
});

test('a gradient off by a millionth in one element fails and names the element', () => {
  const wrong = x.map((value, k) => 3 * value ** 2 * (k === 1 ? 1 + 1e-6 : 1));
  expect(() => checkGradient('cubes', cubes, x, wrong)).toThrow(
    /^gradient of cubes: worst of 3 is element 1: got 1\.470001\d+, expected 1\.470000000\d+, 9\.\d+ times the tolerance/,
  );
});

test('NaN fails', () => {
  expect(() => checkGradient('cubes', cubes, x, Float64Array.of(0.27, NaN, 3.63))).toThrow(
    'element 1: got NaN',
  );
});

test('a function that does not depend on the numbers is a mistake of the test', () => {
  expect(() => checkGradient('constant', () => 1, x, new Float64Array(3))).toThrow('all of them zero');
});
