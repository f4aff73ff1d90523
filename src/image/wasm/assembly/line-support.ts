// The support of lines at every height of a page; see ../../rules/line-support.ts.

const STRIPS: i32 = 16;
const FEWEST: i32 = STRIPS / 2;
const AT_ENDS: f64 = 0.4;
const ROUNDING: f64 = 1e-9;

/** The largest fraction of marked columns in three rows near `y`, at most 1. @param strip the address of its rows */
function largestNear(strip: usize, height: i32, y: i32, tolerance: i32): f64 {
  let largest: f64 = 0;
  for (let d = 0; d <= 2 * tolerance; d++) {
    const row = y + (d & 1 ? (d + 1) >> 1 : -(d >> 1));
    if (row < 0 || row >= height) continue;
    const at = strip + (<usize>row << 3);
    const above = row > 0 ? load<f64>(at - 8) : 0;
    const below = row + 1 < height ? load<f64>(at, 8) : 0;
    const sum = min<f64>(1, load<f64>(at) + 0.5 * (above + below));
    if (sum > largest + ROUNDING || d == 0) largest = sum;
  }
  return largest;
}

/** Whether a strip is where the line has left the page. */
// @ts-ignore: decorator
@inline
function isOutside(strip: i32, y: i32, width: i32, height: i32, lean: f64): bool {
  const middle = <f64>y + lean * (((<f64>strip + 0.5) * <f64>width) / <f64>STRIPS - <f64>width / 2);
  return middle < 0 || middle > <f64>(height - 1);
}

/** Writes the support of the line at each height: `height` doubles. @param strips the rows of all strips, as doubles */
export function supportLines(strips: usize, width: i32, height: i32, lean: f64, tolerance: i32, totals: usize): void {
  const rows = <usize>height << 3;
  for (let y = 0; y < height; y++, totals += 8) {
    store<f64>(totals, 0);
    let first = 0;
    while (first < STRIPS && isOutside(first, y, width, height, lean)) first++;
    let last = STRIPS - 1;
    while (last >= first && isOutside(last, y, width, height, lean)) last--;
    const count = last - first + 1;
    if (count < FEWEST) continue;
    const start = strips + <usize>first * rows;
    const end = strips + <usize>last * rows;
    const atStart = largestNear(start, height, y, tolerance) + largestNear(start + rows, height, y, tolerance);
    if (atStart < 2 * AT_ENDS) continue;
    if (largestNear(end, height, y, tolerance) + largestNear(end - rows, height, y, tolerance) < 2 * AT_ENDS) continue;
    let sum: f64 = 0;
    for (let strip = start; strip <= end; strip += rows) sum += largestNear(strip, height, y, tolerance);
    store<f64>(totals, sum / <f64>count);
  }
}
