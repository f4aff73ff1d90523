// How much darker each pixel is than the paper; see ../../paper/background.ts.

import { areAlike } from './memory';

const DARK: f64 = 12;

export function divideByConstant(ink: usize, data: usize, count: i32, paper: f64): void {
  const papers = f64x2.splat(paper);
  const whole = f64x2.splat(paper + DARK);
  let before = i32x4.splat(-1); // NaN
  let fractions = f32x4.splat(0);
  for (const end = data + (<usize>count << 2); data < end; data += 16, ink += 16) {
    const values = v128.load(data);
    if (!areAlike(values, before)) {
      before = i32x4.shuffle(values, values, 3, 3, 3, 3);
      const low = f64x2.div(f64x2.sub(papers, f64x2.promote_low_f32x4(values)), whole);
      const high = f64x2.div(f64x2.sub(papers, f64x2.promote_low_f32x4(upper(values))), whole);
      const results = join(low, high);
      v128.store(ink, results);
      fractions = f32x4.splat(f32x4.extract_lane(results, 3));
      continue;
    }
    v128.store(ink, fractions);
  }
}

// @ts-ignore: decorator
@inline
function upper(values: v128): v128 {
  return i32x4.shuffle(values, values, 2, 3, 2, 3);
}

// @ts-ignore: decorator
@inline
function join(low: v128, high: v128): v128 {
  return i32x4.shuffle(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** `scratch` has place for a double for each column of the image and of `ground`, and an integer for each of `ground`. */
export function divideByPaper(
  ink: usize,
  data: usize,
  width: i32,
  height: i32,
  ground: usize,
  groundWidth: i32,
  groundHeight: i32,
  side: i32,
  scratch: usize,
): void {
  const right = groundWidth - 1;
  const below = groundHeight - 1;
  const fractions = scratch;
  const line = fractions + (<usize>width << 3);
  const ends = line + (<usize>groundWidth << 3);
  memory.fill(ends, 0, <usize>groundWidth << 2);
  for (let x = 0; x < width; x++) {
    const at = between(right, x, side);
    const column = min(<i32>Math.floor(at), max(0, right - 1));
    store<f64>(fractions + (<usize>x << 3), at - <f64>column);
    store<i32>(ends + (<usize>column << 2), x + 1);
  }
  const next = right > 0 ? 1 : 0;
  for (let y = 0; y < height; y++) {
    const at = between(below, y, side);
    const row = min(<i32>Math.floor(at), max(0, below - 1));
    const fraction = at - <f64>row;
    const upperRow = ground + (<usize>(row * groundWidth) << 2);
    const lowerRow = below > 0 ? upperRow + (<usize>groundWidth << 2) : upperRow;
    for (let c = 0; c < groundWidth; c++) {
      const above = <f64>load<f32>(upperRow + (<usize>c << 2));
      const under = <f64>load<f32>(lowerRow + (<usize>c << 2));
      store<f64>(line + (<usize>c << 3), above + (under - above) * fraction);
    }
    for (let c = 0, x = 0; c < groundWidth; c++) {
      const level = load<f64>(line + (<usize>c << 3));
      const rise = c + next < groundWidth ? load<f64>(line + (<usize>(c + next) << 3)) - level : 0;
      const end = load<i32>(ends + (<usize>c << 2));
      for (; x < end; x++, data += 4, ink += 4) {
        const here = rise == 0 ? level : level + rise * load<f64>(fractions + (<usize>x << 3));
        store<f32>(ink, <f32>((here - <f64>load<f32>(data)) / (here + DARK)));
      }
    }
  }
}

/** The position of a pixel between the centres of squares, from 0 to `last`. */
// @ts-ignore: decorator
@inline
function between(last: i32, pixel: i32, side: i32): f64 {
  return min<f64>(<f64>last, max<f64>(0, (<f64>pixel + 0.5) / <f64>side - 0.5));
}
