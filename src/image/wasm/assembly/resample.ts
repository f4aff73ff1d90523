// Resampling by weighted sums along rows and then along columns; see ../../raster/resample.ts.

import { get } from './memory';

/** Resamples `rows` rows of `across` values to `width` values each. */
export function resampleRows(
  from: usize,
  across: i32,
  rows: i32,
  width: i32,
  firsts: usize,
  starts: usize,
  weights: usize,
  to: usize,
): void {
  for (let row = 0; row < rows; row++, from += <usize>across << 2) {
    for (let x = 0; x < width; x++, to += 4) {
      let sum: f64 = 0;
      let at = from + (<usize>get(firsts, x) << 2);
      let weight = weights + (<usize>get(starts, x) << 3);
      for (const end = weights + (<usize>get(starts, x + 1) << 3); weight < end; weight += 8, at += 4) {
        sum += load<f64>(weight) * <f64>load<f32>(at);
      }
      store<f32>(to, <f32>sum);
    }
  }
}

/** Resamples columns of `width` columns, of which the first row is `firstRow`, to `height` values each. */
export function resampleColumns(
  from: usize,
  firstRow: i32,
  width: i32,
  height: i32,
  firsts: usize,
  starts: usize,
  weights: usize,
  to: usize,
): void {
  const stride = <usize>width << 2;
  memory.fill(to, 0, <usize>height * stride);
  for (let y = 0; y < height; y++, to += stride) {
    let row = from + <usize>(get(firsts, y) - firstRow) * stride;
    for (let k = get(starts, y), end = get(starts, y + 1); k < end; k++, row += stride) {
      const weight = load<f64>(weights + (<usize>k << 3));
      for (let x: usize = 0; x < stride; x += 4) {
        store<f32>(to + x, <f32>(<f64>load<f32>(to + x) + weight * <f64>load<f32>(row + x)));
      }
    }
  }
}
