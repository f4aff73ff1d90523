// The ink and the length of the outline of a plane; see ../../digit/stroke.ts.

// @ts-ignore: decorator
@inline
function value(at: usize): f64 {
  return <f64>load<f32>(at);
}

// @ts-ignore: decorator
@inline
function slope(before: f64, after: f64, above: f64, below: f64): f64 {
  const dx = (after - before) / 2;
  const dy = (below - above) / 2;
  return dx != 0 || dy != 0 ? Math.sqrt(dx * dx + dy * dy) : 0;
}

/** Writes the sum of the values and that of their gradients' magnitudes, as two doubles. */
export function measureOutline(data: usize, width: i32, height: i32, to: usize): void {
  const stride = <usize>width << 2;
  let mass: f64 = 0;
  let outline: f64 = 0;
  for (let x = 0; x < width; x++) outline += slope(0, 0, 0, value(data + (<usize>x << 2)));
  for (let y = 0; y < height; y++) {
    const row = data + <usize>y * stride;
    const hasAbove = y > 0;
    const hasBelow = y < height - 1;
    outline += slope(0, value(row), 0, 0);
    for (let x = 0; x < width; x++) {
      const at = row + (<usize>x << 2);
      mass += value(at);
      const before = x > 0 ? value(at - 4) : 0;
      const after = x < width - 1 ? value(at + 4) : 0;
      const above = hasAbove ? value(at - stride) : 0;
      const below = hasBelow ? value(at + stride) : 0;
      outline += slope(before, after, above, below);
    }
    outline += slope(value(row + stride - 4), 0, 0, 0);
  }
  const last = data + <usize>(height - 1) * stride;
  for (let x = 0; x < width; x++) outline += slope(0, 0, value(last + (<usize>x << 2)), 0);
  store<f64>(to, mass);
  store<f64>(to, outline, 8);
}
