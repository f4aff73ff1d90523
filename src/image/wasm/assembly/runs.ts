// Runs of ink and connected components; see ../../raster/run-lengths.ts and connected-components.ts.

import { floatBelow, get, set } from './memory';

/** Finds the runs of values above `level`; returns their number. */
export function findRuns(data: usize, width: i32, height: i32, level: f64, rows: usize, starts: usize, ends: usize): i32 {
  const limit = f32x4.splat(floatBelow(level));
  let count = 0;
  let p = 0;
  for (let y = 0; y < height; y++) {
    store<i32>(rows + (<usize>y << 2), count);
    const end = p + width;
    let inside = 0;
    for (let x = p; x < end; x += 16) {
      const at = data + (<usize>x << 2);
      const a = f32x4.gt(v128.load(at), limit);
      const b = f32x4.gt(v128.load(at, 16), limit);
      const c = f32x4.gt(v128.load(at, 32), limit);
      const d = f32x4.gt(v128.load(at, 48), limit);
      const low = i16x8.narrow_i32x4_s(a, b);
      const high = i16x8.narrow_i32x4_s(c, d);
      let mask = i8x16.bitmask(i8x16.narrow_i16x8_s(low, high));
      if (end - x < 16) mask &= (1 << (end - x)) - 1;
      let changes = (mask ^ ((mask << 1) | inside)) & 0xffff;
      while (changes != 0) {
        const place = x + ctz(changes);
        changes &= changes - 1;
        if (inside == 0) store<i32>(starts + (<usize>count << 2), place);
        else store<i32>(ends + (<usize>(count++) << 2), place);
        inside ^= 1;
      }
    }
    // a run up to the border ends there, unless the masked pixels beyond it have ended it
    if (inside != 0) store<i32>(ends + (<usize>(count++) << 2), end);
    p = end;
  }
  store<i32>(rows + (<usize>height << 2), count);
  return count;
}

/** Joins the runs that touch, maybe diagonally. */
export function joinRuns(width: i32, height: i32, rows: usize, starts: usize, ends: usize, parents: usize): void {
  const count = get(rows, height);
  for (let run = 0; run < count; run++) set(parents, run, run);
  for (let y = 1; y < height; y++) {
    let above = get(rows, y - 1);
    const lastAbove = get(rows, y);
    for (let run = lastAbove, last = get(rows, y + 1); run < last; run++) {
      const left = get(starts, run) - width;
      const right = get(ends, run) - width;
      while (above < lastAbove && get(ends, above) < left) above++;
      for (let touching = above; touching < lastAbove && get(starts, touching) <= right; touching++) {
        unite(parents, run, touching);
      }
    }
  }
  for (let run = 0; run < count; run++) set(parents, run, get(parents, get(parents, run)));
}

function unite(parents: usize, a: i32, b: i32): void {
  const first = rootOf(parents, a);
  const second = rootOf(parents, b);
  if (first < second) set(parents, second, first);
  else set(parents, first, second);
}

function rootOf(parents: usize, run: i32): i32 {
  let root = run;
  while (get(parents, root) != root) {
    set(parents, root, get(parents, get(parents, root)));
    root = get(parents, root);
  }
  return root;
}

/** Numbers the components that contain a value above `high`, in `labelOf` by their first run; returns their number. */
export function labelRuns(
  data: usize,
  count: i32,
  high: f64,
  starts: usize,
  ends: usize,
  parents: usize,
  labelOf: usize,
): i32 {
  const limit = floatBelow(high);
  memory.fill(labelOf, 0, <usize>count << 2);
  let labels = 0;
  for (let run = 0; run < count; run++) {
    const first = get(parents, run);
    if (get(labelOf, first) != 0) continue;
    let at = data + (<usize>get(starts, run) << 2);
    const end = data + (<usize>get(ends, run) << 2);
    while (at < end && !(load<f32>(at) > limit)) at += 4;
    if (at < end) set(labelOf, first, ++labels);
  }
  return labels;
}

/** The bytes of a component: its mass as a double; area, left, right, top and bottom as integers. */
const PART: usize = 32;

/** Labels the pixels of `count` components and measures these. */
export function markParts(
  data: usize,
  width: i32,
  height: i32,
  rows: usize,
  starts: usize,
  ends: usize,
  parents: usize,
  labelOf: usize,
  labels: usize,
  parts: usize,
  count: i32,
): void {
  memory.fill(labels, 0, <usize>(width * height) << 2);
  for (let n = 0; n < count; n++) {
    const part = parts + <usize>n * PART;
    store<f64>(part, 0);
    store<i32>(part, 0, 8);
    store<i32>(part, width, 12);
    store<i32>(part, 0, 16);
    store<i32>(part, height, 20);
    store<i32>(part, 0, 24);
  }
  for (let y = 0; y < height; y++) {
    const left = y * width;
    for (let run = get(rows, y), last = get(rows, y + 1); run < last; run++) {
      const label = get(labelOf, get(parents, run));
      if (label == 0) continue;
      const part = parts + <usize>(label - 1) * PART;
      const start = get(starts, run);
      const end = get(ends, run);
      let mass = load<f64>(part);
      for (let p = start; p < end; p++) {
        set(labels, p, label);
        mass += <f64>load<f32>(data + (<usize>p << 2));
      }
      store<f64>(part, mass);
      store<i32>(part, load<i32>(part, 8) + end - start, 8);
      store<i32>(part, min(load<i32>(part, 12), start - left), 12);
      store<i32>(part, max(load<i32>(part, 16), end - left), 16);
      store<i32>(part, min(load<i32>(part, 20), y), 20);
      store<i32>(part, y + 1, 24);
    }
  }
}
