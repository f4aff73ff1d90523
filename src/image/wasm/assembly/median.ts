// The median of a sample of a box; see ../../rules/border-bars.ts and ../../raster/upper-median.ts.

import { countWhole } from './histograms';
import { get } from './memory';

/**
 * The upper median of every `step`-th value of a box of a plane.
 *
 * @param some room for `count` of them
 * @param levels room for the number of values of each brightness: 256 integers
 */
export function sampledMedian(
  data: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  step: i32,
  count: i32,
  some: usize,
  levels: usize,
): f32 {
  const end = some + (<usize>count << 2);
  let x = 0;
  for (let to = some, line = data + (<usize>(top * across + left) << 2); to < end; line += <usize>across << 2) {
    for (; x < width && to < end; x += step, to += 4) store<f32>(to, load<f32>(line + (<usize>x << 2)));
    x -= width;
  }
  const place = count >> 1;
  if (countWhole(some, count, levels) == 1) {
    let level = 0;
    for (let below = get(levels, 0); below <= place; below += get(levels, level)) level++;
    return <f32>level;
  }
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = load<f32>(some + (<usize>((low + high) >> 1) << 2));
    let i = low;
    let j = high;
    while (i <= j) {
      while (load<f32>(some + (<usize>i << 2)) < pivot) i++;
      while (load<f32>(some + (<usize>j << 2)) > pivot) j--;
      if (i > j) break;
      const first = some + (<usize>i << 2);
      const second = some + (<usize>j << 2);
      const value = load<f32>(first);
      store<f32>(first, load<f32>(second));
      store<f32>(second, value);
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else return pivot;
  }
  return load<f32>(some + (<usize>place << 2));
}
