// Max pooling with adjacent windows of 2x2 over multiples of four channels; and the window arguments of all pooling
// kernels.

import { address, size } from './arguments';

/** The arguments after the addresses. */
export const COLS = 3; // windows in a row
export const ROWS = 4; // rows of windows
export const CHANNELS = 5;
export const WIDTH = 6; // of an image
export const HEIGHT = 7;
export const WINDOW_WIDTH = 8;
export const WINDOW_HEIGHT = 9;
export const STRIDE = 10;

// @ts-ignore: decorator
@inline
export function outputsOf(args: usize): i32 {
  return size(args, ROWS) * size(args, COLS) * size(args, CHANNELS);
}

// @ts-ignore: decorator
@inline
export function imageSizeOf(args: usize): i32 {
  return size(args, HEIGHT) * size(args, WIDTH) * size(args, CHANNELS);
}

// @ts-ignore: decorator
@inline
export function takesPairs(args: usize): boolean {
  const square = size(args, WINDOW_WIDTH) == 2 && size(args, WINDOW_HEIGHT) == 2;
  return square && size(args, STRIDE) == 2 && size(args, CHANNELS) % 4 == 0;
}

/** Whether windows of 2x2 cover each element of an image. */
// @ts-ignore: decorator
@inline
export function coversImages(args: usize): boolean {
  return 2 * size(args, COLS) == size(args, WIDTH) && 2 * size(args, ROWS) == size(args, HEIGHT);
}

/** `maxPool2d` for these windows. */
// @ts-ignore: decorator
@inline
export function maxPoolPairs(args: usize, begin: i32, end: i32, rectifies: boolean): void {
  const C = size(args, CHANNELS);
  const cols = size(args, COLS);
  const rows = size(args, ROWS);
  const right = C;
  const down = size(args, WIDTH) * C;
  const pixelBytes = <usize>C << 2;
  const rowBytes = <usize>down << 2;
  const outputs = outputsOf(args);
  for (let n = begin; n < end; n++) {
    const x = address(args, 2) + (<usize>(n * imageSizeOf(args)) << 2);
    let out = address(args, 0) + (<usize>(n * outputs) << 2);
    const toIndices = address(args, 1) - address(args, 0);
    for (let y = 0; y < rows; y++) {
      let from = x + <usize>(2 * y) * rowBytes;
      let here = i32x4.add(i32x4.splat(2 * y * down), i32x4(0, 1, 2, 3));
      for (let col = 0; col < cols; col++) {
        const stop = from + pixelBytes;
        for (; from < stop; from += 16) {
          let most = v128.load(from);
          let place = here;
          if (rectifies) {
            const above = f32x4.gt(most, f32x4.splat(0));
            most = v128.and(most, above);
            place = v128.or(place, v128.not(above)); // -1 where not above
          }
          let value = v128.load(from + pixelBytes);
          let larger = f32x4.gt(value, most);
          most = f32x4.pmax(most, value);
          place = v128.bitselect(i32x4.add(here, i32x4.splat(right)), place, larger);
          value = v128.load(from + rowBytes);
          larger = f32x4.gt(value, most);
          most = f32x4.pmax(most, value);
          place = v128.bitselect(i32x4.add(here, i32x4.splat(down)), place, larger);
          value = v128.load(from + rowBytes + pixelBytes);
          larger = f32x4.gt(value, most);
          most = f32x4.pmax(most, value);
          place = v128.bitselect(i32x4.add(here, i32x4.splat(right + down)), place, larger);
          v128.store(out, most);
          v128.store(out + toIndices, place);
          here = i32x4.add(here, i32x4.splat(4));
          out += 16;
        }
        from += pixelBytes;
        here = i32x4.add(here, i32x4.splat(right));
      }
    }
  }
}

/** `maxPool2dBackward` for these windows: dOut at the position of the maximum, + 0 as for sums, and zeros elsewhere. */
export function spreadPairs(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const cols = size(args, COLS);
  const rows = size(args, ROWS);
  const down = size(args, WIDTH) * C;
  const pixelBytes = <usize>C << 2;
  const rowBytes = <usize>down << 2;
  const outputs = outputsOf(args);
  const right = i32x4.splat(C);
  const below = i32x4.splat(down);
  const belowRight = i32x4.splat(C + down);
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + (<usize>(n * imageSizeOf(args)) << 2);
    let dOut = address(args, 1) + (<usize>(n * outputs) << 2);
    const toIndices = address(args, 2) - address(args, 1);
    for (let y = 0; y < rows; y++) {
      let to = dX + <usize>(2 * y) * rowBytes;
      let here = i32x4.add(i32x4.splat(2 * y * down), i32x4(0, 1, 2, 3));
      for (let col = 0; col < cols; col++) {
        const stop = to + pixelBytes;
        for (; to < stop; to += 16) {
          const sum = f32x4.add(v128.load(dOut), f32x4.splat(0));
          const at = i32x4.sub(v128.load(dOut + toIndices), here);
          v128.store(to, v128.and(sum, i32x4.eq(at, i32x4.splat(0))));
          v128.store(to + pixelBytes, v128.and(sum, i32x4.eq(at, right)));
          v128.store(to + rowBytes, v128.and(sum, i32x4.eq(at, below)));
          v128.store(to + rowBytes + pixelBytes, v128.and(sum, i32x4.eq(at, belowRight)));
          here = i32x4.add(here, i32x4.splat(4));
          dOut += 16;
        }
        to += pixelBytes;
        here = i32x4.add(here, right);
      }
    }
  }
}
