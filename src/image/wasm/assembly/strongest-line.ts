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
 * @param windows room for `length` rows of `depths` + 5 doubles
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
  for (let n = 0, count = length * depths; n < count; n++) {
    const step = <f64>load<f32>(steps + (<usize>n << 2));
    store<f64>(scoreAt(scores, n), step > 0 ? min(ENOUGH, step) + LITTLE * step : 0);
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
      for (let end = max(nearest, max(from - lean, 1 - from)); end <= last; end++) {
        const score = scoreOf(from, end, scores, length, depths);
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

function scoreOf(from: i32, to: i32, scores: usize, length: i32, depths: i32): f64 {
  let score: f64 = 0;
  const rise = <f64>(to - from) / <f64>max(1, length - 1);
  let at = <f64>from + 0.5;
  for (let r = 0; r < length; r++, at += rise) {
    if (at >= 1) score += load<f64>(scoreAt(scores, r * depths + <i32>at));
  }
  return score;
}

/**
 * The rows with a score: their place as a fraction of the side, and the highest of the scores at the depths d - WINDOW + 1
 * to d, for each d; returns their number.
 */
function findWindows(scores: usize, length: i32, depths: i32, windows: usize): i32 {
  const bytes = <usize>(depths + WINDOW) << 3;
  let count = 0;
  for (let r = 0; r < length; r++) {
    const window = windows + <usize>count * bytes;
    let isEmpty = true;
    for (let depth = 0; depth < depths; depth++) {
      const score = load<f64>(scoreAt(scores, r * depths + depth));
      if (score == 0) continue;
      if (isEmpty) memory.fill(window, 0, bytes);
      isEmpty = false;
      for (let at = depth + 1; at <= depth + WINDOW; at++) {
        const highest = window + (<usize>at << 3);
        store<f64>(highest, max(load<f64>(highest), score));
      }
    }
    if (isEmpty) continue;
    store<f64>(window, <f64>r / <f64>max(1, length - 1));
    count++;
  }
  return count;
}

/** All blocks with a score; returns their number. */
function boundBlocks(places: i32, length: i32, depths: i32, lean: i32, windows: usize, blocks: usize): i32 {
  const bytes = <usize>(depths + WINDOW) << 3;
  let count = 0;
  for (let from = -lean; from < depths; from += BLOCK) {
    const last = min(depths, from + lean + BLOCK);
    for (let to = max(from - lean, 2 - BLOCK - from); to < last; to += BLOCK) {
      let bound: f64 = 0;
      for (let k = 0; k < places; k++) {
        const window = windows + <usize>k * bytes;
        const shallowest = Math.floor(<f64>from + <f64>(to - from) * load<f64>(window) + 0.5 - ROUNDING);
        const at = <i32>shallowest + WINDOW - 1;
        if (at >= 0 && at < depths + WINDOW - 1) bound += load<f64>(window + (<usize>(at + 1) << 3));
      }
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
