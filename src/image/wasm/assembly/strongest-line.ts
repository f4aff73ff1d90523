// The line with the highest score; see ../../sheet/strongest-line.ts, whose search this repeats.

const STEEPEST: f64 = 0.3;
const ENOUGH: f64 = 0.25;
const LITTLE: f64 = 0.05;
const BLOCK: i32 = 4;
const WINDOW: i32 = BLOCK + 1;
const ROUNDING: f64 = 1e-9;

/** The bytes of a block: its bound as a double, the least depths of its lines at both ends as integers. */
const BLOCK_BYTES: usize = 16;

// @ts-ignore: decorator
@inline
function scoreAt(scores: usize, index: i32): usize {
  return scores + (<usize>index << 3);
}

/**
 * Writes the score of the best line and its depths at both ends: three doubles. The score is 0 if there is none.
 *
 * @param steps `length` rows of `depths` differences
 * @param scores room for as many doubles
 * @param windows room for `length` + 1 rows of `depths` + 7 doubles
 * @param blocks room for the blocks: 16 bytes each
 */
export function strongestLine(
  steps: usize,
  length: i32,
  depths: i32,
  scores: usize,
  windows: usize,
  blocks: usize,
  to: usize,
): void {
  memory.fill(scores, 0, <usize>(length * depths) << 3);
  for (let r = 0, n = 0; r < length; r++) {
    n++; // nothing is outside of depth 0
    for (let depth = 1; depth < depths; depth++, n++) {
      const step = <f64>load<f32>(steps + (<usize>n << 2));
      if (step > 0) store<f64>(scoreAt(scores, n), min(ENOUGH, step) + LITTLE * step);
    }
  }
  const lean = <i32>Math.floor(<f64>length * STEEPEST);
  const places = findWindows(scores, length, depths, windows);
  const count = boundBlocks(places, length, depths, lean, windows, blocks);
  let best: f64 = 0;
  let bestFrom = 0;
  let bestTo = 0;
  for (;;) {
    // few blocks are searched: finding the next one is faster than sorting all
    let block: usize = 0;
    for (let n = 0; n < count; n++) {
      const other = blocks + <usize>n * BLOCK_BYTES;
      if (load<f64>(other) > 0 && (block == 0 || load<f64>(other) > load<f64>(block))) block = other;
    }
    if (block == 0 || load<f64>(block) < best) break;
    store<f64>(block, 0);
    const first = load<i32>(block, 8);
    const nearest = load<i32>(block, 12);
    for (let from = first; from < first + BLOCK && from < depths; from++) {
      const last = min(depths - 1, min(from + lean, nearest + BLOCK - 1));
      scoreBlock(from, nearest, scores, length, depths);
      for (let end = max(nearest, max(from - lean, 1 - from)); end <= last; end++) {
        const score = load<f64>(LINES + (<usize>(end - nearest) << 3));
        const isBefore = from < bestFrom || (from == bestFrom && end < bestTo);
        if (score > best || (score > 0 && score == best && isBefore)) {
          best = score;
          bestFrom = from;
          bestTo = end;
        }
      }
    }
  }
  store<f64>(to, best);
  store<f64>(to, <f64>bestFrom, 8);
  store<f64>(to, <f64>bestTo, 16);
}

/** The scores of the lines of a block that begin at one depth. */
const LINES = memory.data(4 * 8, 16);

/** The scores of the lines from depth `from` to the depths `to` to `to` + 3; some of them may end beyond the last one. */
function scoreBlock(from: i32, to: i32, scores: usize, length: i32, depths: i32): void {
  const span = f64x2.splat(<f64>max(1, length - 1));
  const firstRise = f64x2.div(f64x2(<f64>(to - from), <f64>(to + 1 - from)), span);
  const secondRise = f64x2.div(f64x2(<f64>(to + 2 - from), <f64>(to + 3 - from)), span);
  let first = f64x2.splat(<f64>from + 0.5);
  let second = first;
  let low = f64x2.splat(0);
  let high = low;
  const row = <usize>depths << 3;
  for (let r = 0; r < length; r++, scores += row) {
    // outside of the image there are no scores, as at depth 0
    const near = i32x4.trunc_sat_f64x2_s_zero(first);
    const far = i32x4.trunc_sat_f64x2_s_zero(second);
    const at = i32x4.shl(i32x4.max_s(i64x2.shuffle(near, far, 0, 2), i32x4.splat(0)), 3);
    low = f64x2.add(low, two(scores, i32x4.extract_lane(at, 0), i32x4.extract_lane(at, 1)));
    high = f64x2.add(high, two(scores, i32x4.extract_lane(at, 2), i32x4.extract_lane(at, 3)));
    first = f64x2.add(first, firstRise);
    second = f64x2.add(second, secondRise);
  }
  v128.store(LINES, low);
  v128.store(LINES, high, 16);
}

/** Two doubles at different offsets. */
// @ts-ignore: decorator
@inline
function two(data: usize, first: i32, second: i32): v128 {
  return v128.load64_lane(data + <usize>second, v128.load64_zero(data + <usize>first), 1);
}

/** The bytes of a row of `findWindows`. */
// @ts-ignore: decorator
@inline
function rowBytes(depths: i32): usize {
  return <usize>(depths + WINDOW + 2) << 3;
}

/**
 * The rows with a score: their place as a fraction of the side, and the highest of the scores at the depths d - WINDOW + 1
 * to d, for each d, between two zeros; returns their number.
 */
function findWindows(scores: usize, length: i32, depths: i32, windows: usize): i32 {
  const bytes = rowBytes(depths);
  let count = 0;
  for (let r = 0; r < length; r++) {
    const window = windows + <usize>count * bytes;
    let isEmpty = true;
    for (let depth = 0; depth < depths; depth++) {
      const score = load<f64>(scoreAt(scores, r * depths + depth));
      if (score == 0) continue;
      if (isEmpty) memory.fill(window, 0, bytes);
      isEmpty = false;
      for (let at = depth + 2; at <= depth + WINDOW + 1; at++) {
        const highest = window + (<usize>at << 3);
        store<f64>(highest, max(load<f64>(highest), score));
      }
    }
    if (isEmpty) continue;
    store<f64>(window, <f64>r / <f64>max(1, length - 1));
    count++;
  }
  memory.fill(windows + <usize>count * bytes, 0, bytes); // rows are read in pairs
  return count;
}

/** At least the score of each line of a block: the sum of the highest scores near one of them. */
// @ts-ignore: decorator
@inline
function boundOf(from: i32, to: i32, places: i32, depths: i32, windows: usize): f64 {
  const bytes = rowBytes(depths);
  const start = f64x2.splat(<f64>from);
  const rise = f64x2.splat(<f64>(to - from));
  const half = f64x2.splat(0.5);
  const rounding = f64x2.splat(ROUNDING);
  const last = i32x4.splat(depths + WINDOW + 1);
  let bound: f64 = 0;
  for (let k = 0; k < places; k += 2, windows += 2 * bytes) {
    const next = windows + bytes;
    const rows = v128.load64_lane(next, v128.load64_zero(windows), 1);
    const middle = f64x2.sub(f64x2.add(f64x2.add(start, f64x2.mul(rise, rows)), half), rounding);
    const shallowest = i32x4.trunc_sat_f64x2_s_zero(f64x2.floor(middle));
    const place = i32x4.add(shallowest, i32x4.splat(WINDOW + 1));
    const at = i32x4.shl(i32x4.min_s(i32x4.max_s(place, i32x4.splat(1)), last), 3);
    bound += load<f64>(windows + <usize>i32x4.extract_lane(at, 0));
    bound += load<f64>(next + <usize>i32x4.extract_lane(at, 1));
  }
  return bound;
}

/** All blocks with a score; returns their number. */
function boundBlocks(places: i32, length: i32, depths: i32, lean: i32, windows: usize, blocks: usize): i32 {
  let count = 0;
  for (let from = -lean; from < depths; from += BLOCK) {
    const last = min(depths, from + lean + BLOCK);
    for (let to = max(from - lean, 2 - BLOCK - from); to < last; to += BLOCK) {
      const bound = boundOf(from, to, places, depths, windows);
      if (bound <= 0) continue;
      const block = blocks + <usize>count * BLOCK_BYTES;
      store<f64>(block, bound + ROUNDING);
      store<i32>(block, from, 8);
      store<i32>(block, to, 12);
      count++;
    }
  }
  return count;
}
