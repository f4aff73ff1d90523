/** A network of the default size trained for a second, and its rehearsal data. */

import type { Dataset } from '../../src/dataset/dataset.ts';
import type { Kernels } from '../../src/matrix/kernels.ts';
import type { Model } from '../../src/network/model.ts';
import { openDataset } from '../../src/node/dataset/open.ts';
import { createKernels as create } from '../../src/node/kernels.ts';
import { train } from '../../src/training/train.ts';

/** One thread, because tests already run on all cores. */
export const createKernels = (): Promise<Kernels> => create({ threads: 1 });

export async function trainQuickly(kernels: Kernels): Promise<{ model: Model; rehearsal: Dataset }> {
  const rehearsal = await openDataset('mnist-10k');
  const run = train({ dataset: rehearsal, kernels, hidden: [64], epochs: 3, augment: 'none', seed: 1 });
  let step = await run.next();
  while (!step.done) step = await run.next();
  return { model: step.value.model, rehearsal };
}
