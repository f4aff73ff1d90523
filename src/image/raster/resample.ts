import { createPlane, type Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { ScratchMemory } from './scratch-memory.ts';

const narrowMemory = new ScratchMemory();
const acrossMemories = memoriesOfSpans();
const downMemories = memoriesOfSpans();

/**
 * Resamples the part of `plane` at (`left`, `top`) with size `spanX` x `spanY` (may be fractional) to `width` x
 * `height` pixels. Each output pixel is the mean of the area that it covers; for enlargement, the plane is
 * interpolated linearly between pixel centres. Outside the plane it is 0.
 *
 * @param out of the resulting size; overwritten
 */
export function resample(
  plane: Plane,
  left: number,
  top: number,
  spanX: number,
  spanY: number,
  width: number,
  height: number,
  out: Plane = createPlane(width, height),
): Plane {
  const across = spans(left, spanX / width, width, plane.width, acrossMemories);
  const down = spans(top, spanY / height, height, plane.height, downMemories);
  // columns first, only in the rows that are needed
  const firstRow = down.first;
  const rows = down.last - firstRow + 1;
  const narrow = narrowMemory.floats(Math.max(0, rows) * width);
  const kernels = pixelKernels(plane.data, narrow, out.data, ...arraysOf(across), ...arraysOf(down));
  if (kernels !== undefined && rows > 0) {
    const from = plane.data.byteOffset + 4 * firstRow * plane.width;
    kernels.resampleRows(from, plane.width, rows, width, ...addressesOf(across), narrow.byteOffset);
    const to = out.data.byteOffset;
    kernels.resampleColumns(narrow.byteOffset, firstRow, width, height, ...addressesOf(down), to);
    return out;
  }
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
  out.data.fill(0);
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

const arraysOf = ({ firsts, starts, weights }: Spans): readonly [Int32Array, Int32Array, Float64Array] => [
  firsts,
  starts,
  weights,
];

const addressesOf = (spans: Spans): number[] => arraysOf(spans).map(({ byteOffset }) => byteOffset);

interface SpanMemories {
  readonly starts: ScratchMemory;
  readonly firsts: ScratchMemory;
  readonly weights: ScratchMemory;
}

function memoriesOfSpans(): SpanMemories {
  return { starts: new ScratchMemory(), firsts: new ScratchMemory(), weights: new ScratchMemory() };
}

/**
 * The pixels covered by each of `count` outputs of size `step`, and the covered fractions, along one side. Valid until
 * the memories are used again.
 */
function spans(start: number, step: number, count: number, length: number, memories: SpanMemories): Spans {
  const starts = memories.starts.integers(count + 1).fill(0);
  const firsts = memories.firsts.integers(count).fill(0);
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
  const kept = memories.weights.doubles(weights.length);
  kept.set(weights);
  return { starts, firsts, weights: kept, first, last };
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
