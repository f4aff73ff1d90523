import type { Plane } from '../image.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { ScratchMemory } from './scratch-memory.ts';

const sumMemory = new ScratchMemory();

/** The number of values above `level`, and their sum. */
export function sumAbove({ data }: Plane, level: number): { count: number; sum: number } {
  const sums = sumMemory.doubles(2);
  const kernels = pixelKernels(data, sums);
  if (kernels !== undefined) {
    kernels.sumAbove(data.byteOffset, data.length, level, sums.byteOffset);
    return { count: sums[0], sum: sums[1] };
  }
  let [count, sum] = [0, 0];
  for (let p = 0; p < data.length; p++) {
    if (!(data[p] > level)) continue;
    count++;
    sum += data[p];
  }
  return { count, sum };
}
