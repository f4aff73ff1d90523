import { expect, test } from 'vitest';
import { thumbnail } from '../../src/image/raster/thumbnail.ts';

test('the mean of each block, in RGB', () => {
  const data = Uint8Array.of(0, 100, 50, 50, 200, 100, 50, 50);
  const grey = thumbnail({ width: 4, height: 2, channels: 1, data }, 2);
  expect(grey).toEqual({ width: 2, height: 1, channels: 3, data: Uint8Array.of(100, 100, 100, 50, 50, 50) });
});

test('smaller images keep their size, and transparent pixels are white', () => {
  const data = Uint8Array.of(10, 20, 30, 255, 10, 20, 30, 0);
  expect(thumbnail({ width: 1, height: 2, channels: 4, data }, 9)).toEqual({
    ...{ width: 1, height: 2, channels: 3 },
    data: Uint8Array.of(10, 20, 30, 255, 255, 255),
  });
  expect(thumbnail({ width: 1, height: 1, channels: 2, data: Uint8Array.of(0, 51) }, 9).data).toEqual(
    Uint8Array.of(204, 204, 204),
  );
});

test('every pixel counts once, whatever the sizes, and a side never vanishes', () => {
  for (const [width, height, side] of [
    [7, 5, 3],
    [1000, 1, 10],
    [13, 13, 12],
  ]) {
    const data = new Uint8Array(width * height).fill(77);
    const small = thumbnail({ width, height, channels: 1, data }, side);
    expect(Math.max(small.width, small.height)).toBe(side);
    expect(small.data).toEqual(new Uint8Array(3 * small.width * small.height).fill(77));
  }
});
