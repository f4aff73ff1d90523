// Max and average pooling, four channels at a time.

import { address, size, storeLanes } from './arguments';

/** What follows the addresses. */
const COLS = 3; // windows one beside another
const ROWS = 4; // and one below another
const CHANNELS = 5;
const WIDTH = 6; // of a picture
const HEIGHT = 7;
const WINDOW_WIDTH = 8;
const WINDOW_HEIGHT = 9;
const STRIDE = 10;

// @ts-ignore: decorator
@inline
function outputsOf(args: usize): i32 {
  return size(args, ROWS) * size(args, COLS) * size(args, CHANNELS);
}

// @ts-ignore: decorator
@inline
function pictureOf(args: usize): i32 {
  return size(args, HEIGHT) * size(args, WIDTH) * size(args, CHANNELS);
}

/** args: out, places, x, COLS to STRIDE. */
export function maxPool2d(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const skip = (size(args, WIDTH) - size(args, WINDOW_WIDTH)) * C;
  for (let n = begin; n < end; n++) {
    const x = address(args, 2) + (<usize>(n * pictureOf(args)) << 2);
    let at = <usize>(n * outputsOf(args)) << 2;
    for (let y = 0; y < size(args, ROWS); y++) {
      for (let col = 0; col < size(args, COLS); col++) {
        const first = (y * size(args, WIDTH) + col) * size(args, STRIDE) * C;
        for (let c = 0; c < C; c += 4) {
          let other = first + c;
          let most = v128.load(x + (<usize>other << 2));
          let place = i32x4.add(i32x4.splat(other), i32x4(0, 1, 2, 3));
          let there = place;
          for (let ky = 0; ky < size(args, WINDOW_HEIGHT); ky++) {
            for (let kx = 0; kx < size(args, WINDOW_WIDTH); kx++) {
              const value = v128.load(x + (<usize>other << 2));
              const larger = f32x4.gt(value, most);
              most = v128.bitselect(value, most, larger);
              place = v128.bitselect(there, place, larger);
              other += C;
              there = i32x4.add(there, i32x4.splat(C));
            }
            other += skip;
            there = i32x4.add(there, i32x4.splat(skip));
          }
          storeLanes(address(args, 0) + at + (<usize>c << 2), most, C - c);
          storeLanes(address(args, 1) + at + (<usize>c << 2), place, C - c);
        }
        at += <usize>C << 2;
      }
    }
  }
}

/** args: dX, dOut, places, COLS to STRIDE. */
export function maxPool2dBackward(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const skip = (size(args, WIDTH) - size(args, WINDOW_WIDTH)) * C;
  const rowBytes = <usize>pictureOf(args) << 2;
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * rowBytes;
    memory.fill(dX, 0, rowBytes);
    let at = <usize>(n * outputsOf(args)) << 2;
    for (let y = 0; y < size(args, ROWS); y++) {
      for (let col = 0; col < size(args, COLS); col++) {
        const first = (y * size(args, WIDTH) + col) * size(args, STRIDE) * C;
        for (let c = 0; c < C; c += 4) {
          let other = first + c;
          let there = i32x4.add(i32x4.splat(other), i32x4(0, 1, 2, 3));
          const g = v128.load(address(args, 1) + at + (<usize>c << 2));
          const place = v128.load(address(args, 2) + at + (<usize>c << 2));
          for (let ky = 0; ky < size(args, WINDOW_HEIGHT); ky++) {
            for (let kx = 0; kx < size(args, WINDOW_WIDTH); kx++) {
              const share = v128.and(g, i32x4.eq(there, place));
              const to = dX + (<usize>other << 2);
              storeLanes(to, f32x4.add(v128.load(to), share), C - c);
              other += C;
              there = i32x4.add(there, i32x4.splat(C));
            }
            other += skip;
            there = i32x4.add(there, i32x4.splat(skip));
          }
        }
        at += <usize>C << 2;
      }
    }
  }
}

/** args: out, 0, x, COLS to STRIDE. */
export function averagePool2d(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const count = f32x4.splat(<f32>(size(args, WINDOW_WIDTH) * size(args, WINDOW_HEIGHT)));
  const rowBytes = <usize>(size(args, WIDTH) * C) << 2;
  let to = address(args, 0) + (<usize>(begin * outputsOf(args)) << 2);
  for (let n = begin; n < end; n++) {
    const x = address(args, 2) + (<usize>(n * pictureOf(args)) << 2);
    for (let y = 0; y < size(args, ROWS); y++) {
      for (let col = 0; col < size(args, COLS); col++) {
        const first = x + (<usize>((y * size(args, WIDTH) + col) * size(args, STRIDE) * C) << 2);
        for (let c = 0; c < C; c += 4) {
          let sum = f32x4.splat(0);
          for (let ky = 0; ky < size(args, WINDOW_HEIGHT); ky++) {
            let from = first + (<usize>c << 2) + <usize>ky * rowBytes;
            for (let kx = 0; kx < size(args, WINDOW_WIDTH); kx++) {
              sum = f32x4.add(sum, v128.load(from));
              from += <usize>C << 2;
            }
          }
          storeLanes(to + (<usize>c << 2), f32x4.div(sum, count), C - c);
        }
        to += <usize>C << 2;
      }
    }
  }
}

/** args: dX, dOut, 0, COLS to STRIDE. */
export function averagePool2dBackward(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const count = f32x4.splat(<f32>(size(args, WINDOW_WIDTH) * size(args, WINDOW_HEIGHT)));
  const rowBytes = <usize>(size(args, WIDTH) * C) << 2;
  const pictureBytes = <usize>pictureOf(args) << 2;
  let from = address(args, 1) + (<usize>(begin * outputsOf(args)) << 2);
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * pictureBytes;
    memory.fill(dX, 0, pictureBytes);
    for (let y = 0; y < size(args, ROWS); y++) {
      for (let col = 0; col < size(args, COLS); col++) {
        const first = dX + (<usize>((y * size(args, WIDTH) + col) * size(args, STRIDE) * C) << 2);
        for (let c = 0; c < C; c += 4) {
          const share = f32x4.div(v128.load(from + (<usize>c << 2)), count);
          for (let ky = 0; ky < size(args, WINDOW_HEIGHT); ky++) {
            let to = first + (<usize>c << 2) + <usize>ky * rowBytes;
            for (let kx = 0; kx < size(args, WINDOW_WIDTH); kx++) {
              storeLanes(to, f32x4.add(v128.load(to), share), C - c);
              to += <usize>C << 2;
            }
          }
        }
        from += <usize>C << 2;
      }
    }
  }
}
