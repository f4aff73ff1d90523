// Estimating the brightness of the paper; see ../../paper/background-estimate.ts.

// @ts-ignore: decorator
@inline
function value(plane: usize, index: i32): f32 {
  return load<f32>(plane + (<usize>index << 2));
}

/** Extends a plane by `reach` values on all sides, by odd reflection. */
export function extend(from: usize, width: i32, height: i32, reach: i32, to: usize): void {
  for (let v = -reach; v < height + reach; v++) {
    const y = min(height - 1, max(0, v));
    const edge = y * width;
    const back = min(height - 1, max(0, 2 * y - v)) * width;
    for (let u = -reach; u < width + reach; u++, to += 4) {
      const x = min(width - 1, max(0, u));
      const mirror = min(width - 1, max(0, 2 * x - u));
      store<f32>(to, <f32>(2 * <f64>value(from, edge + x) - <f64>value(from, back + mirror)));
    }
  }
}

/** A tilted plane with the value 1 in the middle. */
// @ts-ignore: decorator
@inline
function slope(x: i32, y: i32, width: i32, height: i32, across: f64, down: f64): f64 {
  const long = <f64>max(width, height);
  const row = 1 + (down * (<f64>y + 0.5 - <f64>height / 2)) / long;
  return row + (across * (<f64>x + 0.5 - <f64>width / 2)) / long;
}

/** Divides a plane by a tilted one. */
export function level(from: usize, width: i32, height: i32, across: f64, down: f64, to: usize): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 4, to += 4) {
      store<f32>(to, <f32>(<f64>load<f32>(from) / slope(x, y, width, height, across, down)));
    }
  }
}

/** Lowers `paper` to the product of a plane and a tilted one. */
export function lower(from: usize, width: i32, height: i32, across: f64, down: f64, paper: usize): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++, from += 4, paper += 4) {
      const leaning = <f64>load<f32>(from) * slope(x, y, width, height, across, down);
      if (leaning < <f64>load<f32>(paper)) store<f32>(paper, <f32>leaning);
    }
  }
}

/** Copies a box of a plane that is `across` values wide. */
export function crop(from: usize, across: i32, left: i32, top: i32, width: i32, height: i32, to: usize): void {
  from += <usize>(top * across + left) << 2;
  for (let y = 0; y < height; y++, from += <usize>across << 2, to += <usize>width << 2) {
    memory.copy(to, from, <usize>width << 2);
  }
}
