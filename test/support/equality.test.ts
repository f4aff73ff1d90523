/** The equality of typed arrays that equality.ts adds is that of `toEqual`. */

import { expect, test } from 'vitest';

test.each([
  [Float32Array.of(1, Number.NaN), Float32Array.of(1, Number.NaN)],
  [new Float32Array(Uint32Array.of(0x7fc00000).buffer), new Float32Array(Uint32Array.of(0x7fc00001).buffer)],
  [{ pixels: [Uint8Array.of(1, 2)] }, { pixels: [Uint8Array.of(0, 1, 2).subarray(1)] }],
])('equal: %j', (a, b) => {
  expect(a).toEqual(b);
  expect(() => expect(a).not.toEqual(b)).toThrow();
});

test.each([
  [Float32Array.of(0), Float32Array.of(-0)],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 3)],
  [Uint8Array.of(1, 2), Uint8Array.of(1, 2, 3)],
  [Uint8Array.of(0, 0, 128, 63), Float32Array.of(1)],
  [{ pixels: [Uint8Array.of(1, 2)] }, { pixels: [Uint8Array.of(2, 1)] }],
])('different: %j, %j', (a, b) => {
  expect(a).not.toEqual(b);
  expect(() => expect(a).toEqual(b)).toThrow();
});
