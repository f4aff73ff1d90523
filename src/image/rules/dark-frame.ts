import type { Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { firstColumn, isWide, ROUNDING } from './line-search.ts';
import { AT_ENDS, STRIPS } from './line-support.ts';
import { leastRise } from './ridges.ts';

/**
 * Whether a page has enough dark pixels near its border for one end of a line, which every line has there. A clean
 * page has none.
 */
export function reachesFrame(ink: Plane, levels: Levels): boolean {
  const { width, height, data } = ink;
  if (isWide(width, height) || isWide(height, width)) return true;
  const fewest = 2 * AT_ENDS * Math.floor(Math.min(width, height) / STRIPS) - ROUNDING;
  const [left, right] = [firstColumn(2, width), firstColumn(STRIPS - 2, width)];
  const [top, bottom] = [firstColumn(2, height), firstColumn(STRIPS - 2, height)];
  const least = leastRise(levels);
  const kernels = pixelKernels(data);
  if (kernels !== undefined) {
    const place = [data.byteOffset, width, height, left, top, right, bottom] as const;
    return kernels.hasDarkFrame(...place, least, levels.paper, fewest) === 1;
  }
  let dark = 0;
  for (let y = 0; y < height; y++) {
    const isEnd = y < top || y >= bottom;
    for (let x = 0; x < width; x++) {
      if (x === left && !isEnd) x = right;
      if (data[y * width + x] - least > levels.paper && ++dark >= fewest) return true;
    }
  }
  return false;
}
