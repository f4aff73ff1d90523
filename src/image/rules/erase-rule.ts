/** Erases one rule from an image, preserving strokes that touch or cross it. */

import type { Plane } from '../image.ts';
import { upperMedian } from '../raster/upper-median.ts';
import { type Run, runNear } from './run-near.ts';
import { heightAt, type LevelSegment } from './straight-segments.ts';

/** Pixels beside a rule that are erased with it. */
const RIM = 1;

/** Ink on a rule is darker than the rule by this fraction of the rule's contrast. */
const FAINT = 0.3;

/** Maximum distance between the middle of a rule and its expected position, in pixels. */
const OFF = 2;

/**
 * If there is paper above and below, the pixels of the rule are interpolated between them. If a stroke touches or
 * crosses the rule, its ink extends further than the thickness of the rule: there, the rule is made no darker than
 * the stroke.
 *
 * @param brightness 0 to 255; changed in place
 * @param ink of the same image, 0 paper, 1 black; erased pixels become 0
 * @param level threshold of ink
 * @param inverted whether ink is lighter than paper
 */
export function eraseRule(
  brightness: Plane,
  ink: Plane,
  level: number,
  rule: LevelSegment,
  inverted: boolean,
): void {
  const { width, height, data } = brightness;
  const half = rule.thickness / 2 + RIM;
  const longest = rule.thickness + 2 + Math.round(rule.thickness / 4);
  const isInk = inkOnRule(ink, rule);
  const darker = inverted ? Math.max : Math.min;
  const fainter = inverted ? Math.min : Math.max;
  for (let x = Math.max(0, rule.from - RIM); x <= Math.min(width - 1, rule.to + RIM); x++) {
    const middle = heightAt(rule, x);
    const run = runNear(ink, level, x, Math.round(middle), OFF);
    const isStroke = run !== undefined && run.end - run.first > longest;
    const first = isStroke || run === undefined ? Math.round(middle - half) : run.first - RIM;
    const last = isStroke || run === undefined ? Math.round(middle + half) : run.end - 1 + RIM;
    const above = first > 0 ? data[(first - 1) * width + x] : undefined;
    const below = last + 1 < height ? data[(last + 1) * width + x] : undefined;
    if (above === undefined && below === undefined) continue;
    if (run !== undefined && !isStroke && isInk(x, run)) continue;
    const before = above ?? below ?? 0;
    const after = below ?? above ?? 0;
    for (let y = Math.max(0, first); y <= Math.min(height - 1, last); y++) {
      const p = y * width + x;
      if (isStroke) {
        data[p] = fainter(data[p], darker(before, after));
        continue;
      }
      const through = before + ((after - before) * (y - first + 1)) / (last - first + 2);
      data[p] = fainter(data[p], through);
      ink.data[p] = 0;
    }
  }
}

/**
 * Whether a run on a rule contains the ink of a stroke along it, such as the foot of a 2 that stands on the rule: it is
 * darker than most of the rule, and there is more of it. A thin rule is also darker where it covers one row of pixels
 * instead of halves of two.
 */
function inkOnRule({ width, height, data }: Plane, rule: LevelSegment): (x: number, run: Run) => boolean {
  const core: number[] = [];
  const all: number[] = [];
  const sums: number[] = [];
  const neighbours: number[] = [];
  const reach = Math.ceil(rule.thickness / 2);
  const rows = 2 * reach + 2;
  for (let x = rule.from; x <= rule.to; x++) {
    const middle = heightAt(rule, x);
    const y = Math.floor(middle);
    const off = Math.round(rule.thickness / 2) + 2;
    if (y < off || y + 1 + off >= height) continue;
    // a middle between two rows uses the darker of them
    core.push(Math.max(data[y * width + x], data[Math.ceil(middle) * width + x]));
    let [most, sum] = [0, 0];
    for (let row = y - reach; row <= y + 1 + reach; row++) {
      const value = data[row * width + x];
      most = Math.max(most, value);
      sum += value;
    }
    all.push(most);
    sums.push(sum);
    neighbours.push(Math.min(data[(y - off) * width + x], data[(y + off) * width + x]));
  }
  if (core.length === 0) return () => false;
  const usual = upperMedian(Float32Array.from(core));
  const paper = upperMedian(Float32Array.from(neighbours));
  all.sort((a, b) => a - b);
  const darkest = all[Math.floor(all.length * 0.97)];
  const contrast = usual - paper;
  if (darkest - usual < FAINT * contrast) return () => false;
  const darkness = (usual + darkest) / 2;
  const amount = (1 + FAINT) * (upperMedian(Float32Array.from(sums)) - rows * paper);
  return (x, { first, end }) => {
    let [most, sum] = [0, 0];
    for (let y = first; y < end; y++) {
      const value = data[y * width + x];
      most = Math.max(most, value);
      sum += value - paper;
    }
    return most > darkness && sum > amount;
  };
}
