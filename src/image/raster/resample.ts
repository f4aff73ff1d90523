import { createPlane, type Plane } from '../image.ts';

/**
 * Resamples the part of `plane` at (`left`, `top`) with size `spanX` x `spanY` (may be fractional) to `width` x
 * `height` pixels. Each output pixel is the mean of the area that it covers; for enlargement, the plane is
 * interpolated linearly between pixel centres. Outside the plane it is 0.
 */
export function resample(
  plane: Plane,
  left: number,
  top: number,
  spanX: number,
  spanY: number,
  width: number,
  height: number,
): Plane {
  const across = spans(left, spanX / width, width, plane.width);
  const down = spans(top, spanY / height, height, plane.height);
  // columns first, only in the rows that are needed
  const firstRow = down.first;
  const rows = down.last - firstRow + 1;
  const narrow = new Float32Array(Math.max(0, rows) * width);
  for (let row = 0; row < rows; row++) {
    const from = (firstRow + row) * plane.width;
    for (let x = 0; x < width; x++) {
      let sum = 0;
      let p = from + across.firsts[x];
      for (let k = across.starts[x], end = across.starts[x + 1]; k < end; k++, p++) {
        sum += across.weights[k] * plane.data[p];
      }
      narrow[row * width + x] = sum;
    }
  }
  const out = createPlane(width, height);
  for (let y = 0; y < height; y++) {
    let from = (down.firsts[y] - firstRow) * width;
    for (let k = down.starts[y], end = down.starts[y + 1]; k < end; k++, from += width) {
      const weight = down.weights[k];
      for (let x = 0; x < width; x++) out.data[y * width + x] += weight * narrow[from + x];
    }
  }
  return out;
}

interface Spans {
  /**
   * The contributions to output i are at indices `starts[i]` to before `starts[i + 1]`, for pixels from `firsts[i]`
   * on.
   */
  readonly starts: Int32Array;
  readonly firsts: Int32Array;
  readonly weights: Float64Array;
  readonly first: number;
  readonly last: number;
}

/** The pixels covered by each of `count` outputs of size `step`, and the covered fractions, along one side. */
function spans(start: number, step: number, count: number, length: number): Spans {
  const starts = new Int32Array(count + 1);
  const firsts = new Int32Array(count);
  const weights: number[] = [];
  let first = length;
  let last = -1;
  for (let i = 0; i < count; i++) {
    const from = start + i * step;
    const to = start + (i + 1) * step;
    // in enlargement a pixel is a tent up to the centres of its neighbours, otherwise a box
    const low = step >= 1 ? Math.floor(from) : Math.floor(from - 0.5);
    const high = step >= 1 ? Math.ceil(to) : Math.ceil(to + 0.5);
    for (let p = low; p < high; p++) {
      if (p < 0 || p >= length) continue;
      const fraction =
        step >= 1 ? Math.min(to, p + 1) - Math.max(from, p) : tentArea(from - p - 0.5, to - p - 0.5);
      if (!(fraction > 0)) continue;
      if (weights.length === starts[i]) firsts[i] = p; // the contributing pixels are consecutive
      weights.push(fraction / step);
      if (p < first) first = p;
      if (p > last) last = p;
    }
    starts[i + 1] = weights.length;
  }
  return { starts, firsts, weights: Float64Array.from(weights), first, last };
}

/** The integral of max(0, 1 - |t|) from `from` to `to`. */
function tentArea(from: number, to: number): number {
  return tentIntegral(to) - tentIntegral(from);
}

function tentIntegral(t: number): number {
  if (t <= -1) return 0;
  if (t >= 1) return 1;
  return t < 0 ? 0.5 * (1 + t) * (1 + t) : 1 - 0.5 * (1 - t) * (1 - t);
}
