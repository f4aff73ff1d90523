import type { Box, Plane } from '../image.ts';

/** So many rows of a mark are enough. */
const ROWS = 32;

/** A gap is as dark as ink if it is at least this near to the ink, on the way from the paper beside the mark to it. */
const DARK = 0.6;

interface Sum {
  count: number;
  sum: number;
}

/**
 * How much of a mark is only its outline: a wide stain is taken for the paper under a shadow, of which the background
 * is subtracted, and what stays of it is a ring like a 0. Unlike inside a 0, its brightness there is that of the ring.
 *
 * @param brightness before the background was subtracted, of the size of `ink`
 * @param low the least ink
 * @param box around the mark
 * @returns the pixels between strokes that are as dark as the strokes, per pixel of ink
 */
export function hollowInk(brightness: Plane, ink: Plane, low: number, box: Box): number {
  const { width, height } = ink;
  const beside = Math.ceil(box.width / 4);
  const [left, right] = [Math.max(0, box.x - beside), Math.min(width, box.x + box.width + beside)];
  const bottom = Math.min(height, box.y + box.height);
  let [all, dark] = [0, 0];
  for (let y = box.y; y < bottom; y += Math.ceil(box.height / ROWS)) {
    const { strokes, gaps, paper } = sumsOfRow(brightness, ink, low, y * width + left, y * width + right);
    all += strokes.count;
    if (gaps.count === 0 || paper.count === 0) continue;
    const [ofStrokes, ofGaps, ofPaper] = [strokes, gaps, paper].map(({ sum, count }) => sum / count);
    if ((ofGaps - ofPaper) / (ofStrokes - ofPaper) > DARK) dark += gaps.count;
  }
  return dark / Math.max(1, all);
}

/** Brightness of the strokes in a row, between them, and beside them. */
function sumsOfRow(brightness: Plane, ink: Plane, low: number, from: number, to: number) {
  const [strokes, gaps, paper]: Sum[] = [
    { count: 0, sum: 0 },
    { count: 0, sum: 0 },
    { count: 0, sum: 0 },
  ];
  let [first, last] = [from, to - 1];
  while (first < to && ink.data[first] <= low) first++;
  while (last > first && ink.data[last] <= low) last--;
  for (let p = from; p < to; p++) {
    const sum = p < first || p > last ? paper : ink.data[p] > low ? strokes : gaps;
    sum.count++;
    sum.sum += brightness.data[p];
  }
  return { strokes, gaps, paper };
}
