// Peak rate of multiplications and additions without fusing them: sum = sum + x y.
//
// Every x is loaded again, so that no product can be hoisted out of the loop, and products are independent. An addition
// takes up to 4 cycles and 2 can start per cycle, so that there have to be 8 sums. 8 sums, 4 factors, 2 loaded values and
// a product occupy the 15 vector registers available to V8.

/** Floating-point operations per turn: 8 products and 8 sums of 4 lanes. */
export const FLOPS_PER_TURN: i32 = 64;

/** Repeatedly reads 256 bytes at `from`, and writes the sums to `to`, so that the compiler cannot omit any. */
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
    const place = from + (<usize>(turn & 31) << 2);
    const xa = v128.load32_splat(place);
    a0 = f32x4.add(a0, f32x4.mul(xa, y0));
    a1 = f32x4.add(a1, f32x4.mul(xa, y1));
    a2 = f32x4.add(a2, f32x4.mul(xa, y2));
    a3 = f32x4.add(a3, f32x4.mul(xa, y3));
    const xb = v128.load32_splat(place, 4);
    b0 = f32x4.add(b0, f32x4.mul(xb, y0));
    b1 = f32x4.add(b1, f32x4.mul(xb, y1));
    b2 = f32x4.add(b2, f32x4.mul(xb, y2));
    b3 = f32x4.add(b3, f32x4.mul(xb, y3));
  }
  v128.store(to, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)));
  v128.store(to, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3)), 16);
}

/**
 * The same, twice as much per turn, for vectors of 8 lanes where V8 joins pairs of 4: those whose results are stored one
 * beside the other.
 */
export function multiplyAddPairs(from: usize, to: usize, turns: i32): void {
  const y0 = v128.load(from);
  const y1 = v128.load(from, 16);
  const y2 = v128.load(from, 32);
  const y3 = v128.load(from, 48);
  const y4 = v128.load(from, 64);
  const y5 = v128.load(from, 80);
  const y6 = v128.load(from, 96);
  const y7 = v128.load(from, 112);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(0);
  let a2 = f32x4.splat(0);
  let a3 = f32x4.splat(0);
  let a4 = f32x4.splat(0);
  let a5 = f32x4.splat(0);
  let a6 = f32x4.splat(0);
  let a7 = f32x4.splat(0);
  let b0 = f32x4.splat(0);
  let b1 = f32x4.splat(0);
  let b2 = f32x4.splat(0);
  let b3 = f32x4.splat(0);
  let b4 = f32x4.splat(0);
  let b5 = f32x4.splat(0);
  let b6 = f32x4.splat(0);
  let b7 = f32x4.splat(0);
  for (let turn = 0; turn < turns; turn++) {
    const place = from + (<usize>(turn & 31) << 2);
    const xa = v128.load32_splat(place);
    a0 = f32x4.add(a0, f32x4.mul(xa, y0));
    a1 = f32x4.add(a1, f32x4.mul(xa, y1));
    a2 = f32x4.add(a2, f32x4.mul(xa, y2));
    a3 = f32x4.add(a3, f32x4.mul(xa, y3));
    a4 = f32x4.add(a4, f32x4.mul(xa, y4));
    a5 = f32x4.add(a5, f32x4.mul(xa, y5));
    a6 = f32x4.add(a6, f32x4.mul(xa, y6));
    a7 = f32x4.add(a7, f32x4.mul(xa, y7));
    const xb = v128.load32_splat(place, 4);
    b0 = f32x4.add(b0, f32x4.mul(xb, y0));
    b1 = f32x4.add(b1, f32x4.mul(xb, y1));
    b2 = f32x4.add(b2, f32x4.mul(xb, y2));
    b3 = f32x4.add(b3, f32x4.mul(xb, y3));
    b4 = f32x4.add(b4, f32x4.mul(xb, y4));
    b5 = f32x4.add(b5, f32x4.mul(xb, y5));
    b6 = f32x4.add(b6, f32x4.mul(xb, y6));
    b7 = f32x4.add(b7, f32x4.mul(xb, y7));
  }
  v128.store(to, a0);
  v128.store(to, a1, 16);
  v128.store(to, a2, 32);
  v128.store(to, a3, 48);
  v128.store(to, a4, 64);
  v128.store(to, a5, 80);
  v128.store(to, a6, 96);
  v128.store(to, a7, 112);
  v128.store(to, b0, 128);
  v128.store(to, b1, 144);
  v128.store(to, b2, 160);
  v128.store(to, b3, 176);
  v128.store(to, b4, 192);
  v128.store(to, b5, 208);
  v128.store(to, b6, 224);
  v128.store(to, b7, 240);
}
