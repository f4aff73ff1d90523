// Peak rate of multiplications and additions on 4-lane vectors without fusing them: sum = sum + x y.
//
// Every x is loaded again, so that no product can be hoisted out of the loop, and products are independent. There are
// 8 sums because an addition takes up to 4 cycles and 2 can start per cycle. 8 sums, 4 factors, 2 loaded values and a
// product occupy the 15 vector registers available to V8.

/** Floating-point operations per turn: 8 products and 8 sums of 4 lanes. */
export const FLOPS_PER_TURN: i32 = 64;

/** Repeatedly reads 1 KB at `from`, and writes the sums to `to`, so that the compiler cannot omit any. */
export function multiplyAdd(from: usize, to: usize, turns: i32): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from, 16);
  const y2 = v128.load(from, 32);
  const y3 = v128.load(from, 48);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  for (let turn = 0; turn < turns; turn++) {
    const place = from + (<usize>(turn & 63) << 4);
    const xa = v128.load(place);
    a0 = f32x4.add(a0, f32x4.mul(xa, y0));
    a1 = f32x4.add(a1, f32x4.mul(xa, y1));
    a2 = f32x4.add(a2, f32x4.mul(xa, y2));
    a3 = f32x4.add(a3, f32x4.mul(xa, y3));
    const xb = v128.load(place, 16);
    b0 = f32x4.add(b0, f32x4.mul(xb, y0));
    b1 = f32x4.add(b1, f32x4.mul(xb, y1));
    b2 = f32x4.add(b2, f32x4.mul(xb, y2));
    b3 = f32x4.add(b3, f32x4.mul(xb, y3));
  }
  v128.store(to, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
  v128.store(to, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)), 16);
}
