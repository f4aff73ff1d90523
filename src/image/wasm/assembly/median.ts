// The median of a sample of a box; see ../../rules/border-bars.ts and ../../raster/upper-median.ts.

/** The upper median of every `step`-th value of a box of a plane. @param some room for `count` of them */
export function sampledMedian(
  data: usize,
  across: i32,
  left: i32,
  top: i32,
  width: i32,
  step: i32,
  count: i32,
  some: usize,
): f32 {
  let x = 0;
  let line = data + (<usize>(top * across + left) << 2);
  for (let n = 0; n < count; n++) {
    store<f32>(some + (<usize>n << 2), load<f32>(line + (<usize>x << 2)));
    for (x += step; x >= width; x -= width) line += <usize>across << 2;
  }
  const place = count >> 1;
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
