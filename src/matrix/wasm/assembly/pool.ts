// Max and average pooling, four channels at a time. pool-pairs.ts handles the most common windows.

import { address, size, storeLanes } from './arguments';
import {
  CHANNELS,
  COLS,
  coversImages,
  HEIGHT,
  maxPoolPairs,
  outputsOf,
  imageSizeOf,
  ROWS,
  STRIDE,
  spreadPairs,
  takesPairs,
  WIDTH,
  WINDOW_HEIGHT,
  WINDOW_WIDTH,
} from './pool-pairs';

/** args: out, indices, x, COLS to STRIDE, 1 if a ReLU is fused. */
export function maxPool2d(args: usize, begin: i32, end: i32): void {
  const rectifies = size(args, 11) != 0;
  if (takesPairs(args)) {
    if (rectifies) maxPoolPairs(args, begin, end, true);
    else maxPoolPairs(args, begin, end, false);
    return;
  }
  const C = size(args, CHANNELS);
  const cols = size(args, COLS);
  const stride = size(args, STRIDE) * C;
  const rowStride = size(args, WIDTH) * stride;
  const windowWidth = size(args, WINDOW_WIDTH);
  const windowHeight = size(args, WINDOW_HEIGHT);
  const skip = (size(args, WIDTH) - windowWidth) * C;
  const outputs = outputsOf(args);
  const rows = size(args, ROWS);
  for (let n = begin; n < end; n++) {
    const x = address(args, 2) + (<usize>(n * imageSizeOf(args)) << 2);
    let out = address(args, 0) + (<usize>(n * outputs) << 2);
    let indices = address(args, 1) + (<usize>(n * outputs) << 2);
    for (let y = 0; y < rows; y++) {
      let first = y * rowStride;
      for (let col = 0; col < cols; col++) {
        for (let c = 0; c < C; c += 4) {
          largest(out, indices, x, first + c, C, skip, windowWidth, windowHeight, C - c, rectifies);
          const bytes: usize = <usize>min(C - c, 4) << 2;
          out += bytes;
          indices += bytes;
        }
        first += stride;
      }
    }
  }
}

function largest(
  out: usize,
  indices: usize,
  x: usize,
  first: i32,
  C: i32,
  skip: i32,
  windowWidth: i32,
  windowHeight: i32,
  count: i32,
  rectifies: boolean,
): void {
  let from = x + (<usize>first << 2);
  let there = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let most = rectifies ? f32x4.splat(0) : v128.load(from);
  let place = rectifies ? i32x4.splat(-1) : there;
  for (let ky = 0; ky < windowHeight; ky++) {
    for (let kx = 0; kx < windowWidth; kx++) {
      const value = v128.load(from);
      const larger = f32x4.gt(value, most);
      most = v128.bitselect(value, most, larger);
      place = v128.bitselect(there, place, larger);
      from += <usize>C << 2;
      there = i32x4.add(there, i32x4.splat(C));
    }
    from += <usize>skip << 2;
    there = i32x4.add(there, i32x4.splat(skip));
  }
  storeLanes(out, most, count);
  storeLanes(indices, place, count);
}

/** args: dX, dOut, indices, COLS to STRIDE. */
export function maxPool2dBackward(args: usize, begin: i32, end: i32): void {
  if (takesPairs(args) && coversImages(args)) {
    spreadPairs(args, begin, end);
    return;
  }
  const C = size(args, CHANNELS);
  const cols = size(args, COLS);
  const stride = size(args, STRIDE) * C;
  const rowStride = size(args, WIDTH) * stride;
  const windowWidth = size(args, WINDOW_WIDTH);
  const windowHeight = size(args, WINDOW_HEIGHT);
  const skip = (size(args, WIDTH) - windowWidth) * C;
  const imageBytes = <usize>imageSizeOf(args) << 2;
  const outputs = outputsOf(args);
  const rows = size(args, ROWS);
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * imageBytes;
    memory.fill(dX, 0, imageBytes);
    let dOut = address(args, 1) + (<usize>(n * outputs) << 2);
    let indices = address(args, 2) + (<usize>(n * outputs) << 2);
    for (let y = 0; y < rows; y++) {
      let first = y * rowStride;
      for (let col = 0; col < cols; col++) {
        for (let c = 0; c < C; c += 4) {
          const g = v128.load(dOut);
          const place = v128.load(indices);
          spread(dX, g, place, first + c, C, skip, windowWidth, windowHeight, C - c);
          const bytes: usize = <usize>min(C - c, 4) << 2;
          dOut += bytes;
          indices += bytes;
        }
        first += stride;
      }
    }
  }
}

function spread(
  dX: usize,
  g: v128,
  place: v128,
  first: i32,
  C: i32,
  skip: i32,
  windowWidth: i32,
  windowHeight: i32,
  count: i32,
): void {
  let to = dX + (<usize>first << 2);
  let there = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  for (let ky = 0; ky < windowHeight; ky++) {
    for (let kx = 0; kx < windowWidth; kx++) {
      storeLanes(to, f32x4.add(v128.load(to), v128.and(g, i32x4.eq(there, place))), count);
      to += <usize>C << 2;
      there = i32x4.add(there, i32x4.splat(C));
    }
    to += <usize>skip << 2;
    there = i32x4.add(there, i32x4.splat(skip));
  }
}

/** args: out, 0, x, COLS to STRIDE. */
export function averagePool2d(args: usize, begin: i32, end: i32): void {
  const C = size(args, CHANNELS);
  const count = f32x4.splat(<f32>(size(args, WINDOW_WIDTH) * size(args, WINDOW_HEIGHT)));
  const rowBytes = <usize>(size(args, WIDTH) * C) << 2;
  let to = address(args, 0) + (<usize>(begin * outputsOf(args)) << 2);
  for (let n = begin; n < end; n++) {
    const x = address(args, 2) + (<usize>(n * imageSizeOf(args)) << 2);
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
  const imageBytes = <usize>imageSizeOf(args) << 2;
  let from = address(args, 1) + (<usize>(begin * outputsOf(args)) << 2);
  for (let n = begin; n < end; n++) {
    const dX = address(args, 0) + <usize>n * imageBytes;
    memory.fill(dX, 0, imageBytes);
    for (let y = 0; y < size(args, ROWS); y++) {
      for (let col = 0; col < size(args, COLS); col++) {
        const first = dX + (<usize>((y * size(args, WIDTH) + col) * size(args, STRIDE) * C) << 2);
        for (let c = 0; c < C; c += 4) {
          const gradient = f32x4.div(v128.load(from + (<usize>c << 2)), count);
          for (let ky = 0; ky < size(args, WINDOW_HEIGHT); ky++) {
            let to = first + (<usize>c << 2) + <usize>ky * rowBytes;
            for (let kx = 0; kx < size(args, WINDOW_WIDTH); kx++) {
              storeLanes(to, f32x4.add(v128.load(to), gradient), C - c);
              to += <usize>C << 2;
            }
          }
        }
        from += <usize>C << 2;
      }
    }
  }
}
