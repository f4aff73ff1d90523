// Edges of a sheet on a table; see ../../sheet/lines.ts and ../../sheet/edges.ts. Values are the brightness of squares.

const CONTRAST: f64 = 0.12;
const NEARLY: f64 = 0.119;
const SHARP: f64 = 0.6;
const WIDE: isize = 4;
const MARK: f64 = 0.15;

// @ts-ignore: decorator
@inline
function value(at: usize): f64 {
  return <f64>load<f32>(at);
}

/**
 * The differences at all positions where an edge may be, for a darker table and for a lighter one: `length` rows of
 * `deepest` + 1 values each. Writes four doubles: the number of rows with a difference, of both, and the least and the greatest
 * brightness between table and sheet.
 *
 * @param start the address of the first value; the next one along the side is `along` values away, that inwards `inward`
 */
export function findSteps(
  start: usize,
  along: i32,
  inward: i32,
  length: i32,
  deepest: i32,
  darker: usize,
  lighter: usize,
  found: usize,
): void {
  const inwards = <isize>inward << 2;
  const bytes = <usize>(length * (deepest + 1)) << 2;
  memory.fill(darker, 0, bytes);
  memory.fill(lighter, 0, bytes);
  let darkerPlaces = 0;
  let lighterPlaces = 0;
  let darkerBound: f64 = Infinity;
  let lighterBound: f64 = -Infinity;
  for (let r = 0; r < length; r++) {
    const line = start + ((<isize>r * along) << 2);
    const row = <usize>(r * (deepest + 1)) << 2;
    let isDarker = 0;
    let isLighter = 0;
    const frame = value(line); // table as well
    let beyond = frame;
    let before = frame;
    let here = value(line + inwards);
    let after = value(line + 2 * inwards);
    for (let d = 1; d <= deepest; d++) {
      const at = line + <isize>d * inwards;
      const outer = (before + beyond) / 2;
      const close = after - before;
      beyond = before;
      before = here;
      here = after;
      after = value(at + 2 * inwards);
      const inner = (here + after) / 2;
      // most places are left before the division, which decides
      if (Math.abs(inner - outer) < NEARLY * (inner + outer + 1)) continue;
      const sign: f64 = inner > outer ? 1 : -1;
      const step = (sign * (inner - outer)) / (inner + outer + 1);
      if (step < CONTRAST) continue;
      if (sign * (inner - frame) < (CONTRAST / 2) * (inner + frame)) continue;
      const wide = sign * (value(at + WIDE * inwards) - value(<isize>d < WIDE ? line : at - WIDE * inwards));
      if (!(sign * close > SHARP * wide)) continue;
      store<f32>((inner > outer ? darker : lighter) + row + (<usize>d << 2), <f32>step);
      for (let near = max(1, d - 1), last = min(deepest, d + 1); near <= last; near++) {
        const sheet = value(line + <isize>(near + 2) * inwards);
        const bound = 0.25 * sheet + 0.75 * value(line + <isize>max(0, near - 2) * inwards);
        if (inner > outer) darkerBound = min(darkerBound, bound);
        else lighterBound = max(lighterBound, bound);
      }
      if (inner > outer) isDarker = 1;
      else isLighter = 1;
    }
    darkerPlaces += isDarker;
    lighterPlaces += isLighter;
  }
  store<f64>(found, <f64>darkerPlaces);
  store<f64>(found, <f64>lighterPlaces, 8);
  store<f64>(found, darkerBound, 16);
  store<f64>(found, lighterBound, 24);
}

/** The bytes of an edge: its side (left, right, top, bottom) and its depths at both ends, as doubles. */
const EDGE: usize = 24;

/** The depth of an edge at a position along its side, which has `length` squares. */
// @ts-ignore: decorator
@inline
function depthOf(edge: usize, along: i32, length: i32): f64 {
  const from = load<f64>(edge, 8);
  return from + ((load<f64>(edge, 16) - from) * <f64>along) / <f64>max(1, length - 1);
}

/** How far a position is inwards from an edge. */
// @ts-ignore: decorator
@inline
function inwardsOf(edge: usize, x: i32, y: i32, width: i32, height: i32): f64 {
  const side = <i32>load<f64>(edge);
  const depth = side < 2 ? depthOf(edge, y, height) : depthOf(edge, x, width);
  if (side == 0) return <f64>x - depth;
  if (side == 1) return <f64>(width - 1 - x) - depth;
  return side == 2 ? <f64>y - depth : <f64>(height - 1 - y) - depth;
}

/** The profile along edge `one` of `count`, whose depth is `depth` squares: seven doubles. */
export function scanEdge(
  squares: usize,
  width: i32,
  height: i32,
  edges: usize,
  count: i32,
  one: i32,
  steps: usize,
  deepest: i32,
  sign: f64,
  to: usize,
): void {
  const edge = edges + <usize>one * EDGE;
  const side = <i32>load<f64>(edge);
  const from = load<f64>(edge, 8);
  const rise = load<f64>(edge, 16) - from;
  const isUpright = side < 2;
  const isFar = (side & 1) == 1;
  const length = isUpright ? height : width;
  const depth = isUpright ? width : height;
  const along: isize = isUpright ? <isize>width << 2 : 4;
  const away: isize = isUpright ? 4 : <isize>width << 2;
  const inward = isFar ? -away : away;
  const start = isFar ? squares + <usize>(away * <isize>(depth - 1)) : squares;
  let places = 0;
  let found = 0;
  let contrast: f64 = 0;
  let bound: f64 = 0;
  let beyond = 0;
  let table = 0;
  let marks = 0;
  for (let r = 0; r < length; r++) {
    const d = <i32>Math.floor(from + (rise * <f64>r) / <f64>max(1, length - 1) + 0.5);
    if (d < 1 || d > deepest) continue;
    const x = isUpright ? (isFar ? width - 1 - d : d) : r;
    const y = isUpright ? r : isFar ? height - 1 - d : d;
    if (!isInside(edges, count, one, x, y, width, height)) continue;
    places++;
    let step: f64 = 0;
    for (let near = max(1, d - 1), last = min(deepest, d + 1); near <= last; near++) {
      step = max(step, value(steps + (<usize>(r * (deepest + 1) + near) << 2)));
    }
    if (step == 0) continue;
    found++;
    contrast += step;
    const line = start + <isize>r * along;
    const inner = value(line + <isize>(d + 2) * inward);
    bound += 0.25 * inner + 0.75 * value(line + <isize>max(0, d - 2) * inward);
    for (let out = 0; out < d - 1; out++) {
      const here = value(line + <isize>out * inward);
      beyond++;
      if (sign * (inner - here) > (CONTRAST / 2) * (inner + here)) table++;
      const limit = here / (1 - MARK);
      if (isMark(start, along, inward, length, r, out, d - 2, 3, limit)) marks++;
      else if (isMark(start, along, inward, length, r, out, d - 2, 8, limit)) marks++;
    }
  }
  store<f64>(to, <f64>places);
  store<f64>(to, <f64>found, 8);
  store<f64>(to, contrast, 16);
  store<f64>(to, bound, 24);
  store<f64>(to, <f64>beyond, 32);
  store<f64>(to, <f64>table, 40);
  store<f64>(to, <f64>marks, 48);
}

function isInside(edges: usize, count: i32, one: i32, x: i32, y: i32, width: i32, height: i32): bool {
  for (let n = 0; n < count; n++) {
    if (n != one && !(inwardsOf(edges + <usize>n * EDGE, x, y, width, height) > 0)) return false;
  }
  return true;
}

/** Whether the values at a distance on both sides, along or across, are above `limit`. */
// @ts-ignore: decorator
@inline
function isMark(
  start: usize,
  along: isize,
  inward: isize,
  length: i32,
  r: i32,
  depth: i32,
  last: i32,
  reach: i32,
  limit: f64,
): bool {
  const row = start + <isize>depth * inward;
  if (value(row + <isize>max(0, r - reach) * along) > limit) {
    if (value(row + <isize>min(length - 1, r + reach) * along) > limit) return true;
  }
  const line = start + <isize>r * along;
  if (!(value(line + <isize>max(0, depth - reach) * inward) > limit)) return false;
  return value(line + <isize>min(last, depth + reach) * inward) > limit;
}

/**
 * The number of squares within all edges, and of those on the sheet's side of `bound`: two doubles.
 *
 * @param depths room for two rows of as many doubles as there are columns
 */
export function countSheet(
  squares: usize,
  width: i32,
  height: i32,
  edges: usize,
  count: i32,
  sign: f64,
  bound: f64,
  depths: usize,
  to: usize,
): void {
  const next = depths + (<usize>width << 3);
  let left: usize = 0;
  let right: usize = 0;
  for (let x = 0; x < width; x++) {
    store<f64>(depths + (<usize>x << 3), -Infinity);
    store<f64>(next + (<usize>x << 3), -Infinity);
  }
  for (let n = 0; n < count; n++) {
    const edge = edges + <usize>n * EDGE;
    const side = <i32>load<f64>(edge);
    if (side == 0) left = edge;
    else if (side == 1) right = edge;
    else {
      const row = side == 2 ? depths : next;
      for (let x = 0; x < width; x++) store<f64>(row + (<usize>x << 3), depthOf(edge, x, width));
    }
  }
  let inside = 0;
  let sheet = 0;
  for (let y = 0; y < height; y++, squares += <usize>width << 2) {
    let first = 0;
    let end = width;
    if (left != 0) {
      const depth = depthOf(left, y, height);
      while (first < end && <f64>first - depth < 1) first++;
    }
    if (right != 0) {
      const depth = depthOf(right, y, height);
      while (end > first && <f64>(width - end) - depth < 1) end--;
    }
    for (let x = first; x < end; x++) {
      const at = <usize>x << 3;
      const isBeyond = <f64>y - load<f64>(depths + at) < 1 || <f64>(height - 1 - y) - load<f64>(next + at) < 1;
      inside += <i32>!isBeyond;
      sheet += <i32>!isBeyond & <i32>(sign * (value(squares + (<usize>x << 2)) - bound) > 0);
    }
  }
  store<f64>(to, <f64>inside);
  store<f64>(to, <f64>sheet, 8);
}
