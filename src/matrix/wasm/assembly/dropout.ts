// Dropout, four elements at a time.

import { address, float, IMAGES, size, storeLanes } from './arguments';
import { mix4 } from './random';

/** args: out, x, N, C, distributed by, key, threshold, scale. */
export function dropout(args: usize, begin: i32, end: i32): void {
  const C = size(args, 3);
  const byImages = size(args, 4) == IMAGES;
  const key = i32x4.splat(size(args, 5));
  const threshold = i32x4.splat(size(args, 6));
  const scale = f32x4.splat(float(args, 7));
  const rows = byImages ? 1 : size(args, 2);
  const length = byImages ? (end - begin) * C : end - begin;
  let first = byImages ? begin * C : begin;
  for (let r = 0; r < rows; r++) {
    for (let k = first; k < first + length; k += 4) {
      const indices = i32x4.add(i32x4.splat(k), i32x4(0, 1, 2, 3));
      const kept = i32x4.ge_u(mix4(v128.xor(mix4(indices), key)), threshold);
      const at = <usize>k << 2;
      const x = v128.load(address(args, 1) + at);
      storeLanes(address(args, 0) + at, v128.and(f32x4.mul(x, scale), kept), first + length - k);
    }
    first += C;
  }
}
