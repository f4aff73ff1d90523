import type { Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** From this number of vertical runs on, a page is noise or a weave: photos of forms and of squared paper have a tenth. */
const MOST_RUNS = 60_000;

/** Whether the pixels above `level` are too scattered to be drawn, which bounds the time for pages of noise. */
export function isNoise({ width, data }: Plane, level: number): boolean {
  if (data.length <= 2 * MOST_RUNS) return false; // a run and the gap before it take two pixels
  const kernels = pixelKernels(data);
  if (kernels !== undefined) return kernels.countTops(data.byteOffset, width, data.length, level) > MOST_RUNS;
  let runs = 0;
  for (let p = width; p < data.length; p++) {
    if (data[p] > level && !(data[p - width] > level) && ++runs > MOST_RUNS) return true;
  }
  return false;
}
