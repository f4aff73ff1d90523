/** Verifies before any measurement that all backends give the same bits.
-- */

import { createHash } from 'node:crypto';
import type { LabelledImages } from '../dist/dataset/dataset.js';
import type { KernelOptions } from '../dist/matrix/create.js';
import { loadEmbedded } from '../dist/node/dataset/embedded.js';
import { createKernels } from '../dist/node/kernels.js';
import { train } from '../dist/training/train.js';

const backends: readonly KernelOptions[] = [
  { backend: 'reference' },
  { backend: 'simd', threads: 1 },
  { backend: 'simd', threads: 2 },
];

/**
 * Trains on 1,000 digits on each backend.
 * @returns the SHA-256 of the weights, the same for all
 * @throws Error if they differ
 */
export async function checkTraining(): Promise<string> {
  const whole = loadEmbedded();
  const all = whole.train as LabelledImages;
  const part = { count: 1000, images: all.images.slice(0, 784_000), labels: all.labels.slice(0, 1000) };
  const found = new Set<string>();
  for (const options of backends) {
    const kernels = await createKernels(options);
    const hash = createHash('sha256');
    for (const [hidden, optimizer] of [
      [[128], 'sgd'],
      [[100, 50], 'adam'],
    ] as const) {
      const steps = train({
        dataset: { ...whole, train: part },
        kernels,
        hidden,
        optimizer,
        epochs: 2,
        batchSize: 64,
      });
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      for (const numbers of step.value.model.parameters) hash.update(numbers);
    }
    await kernels.close();
    found.add(hash.digest('hex'));
  }
  if (found.size !== 1) throw new Error(`backends differ: ${[...found].join(', ')}`);
  return [...found][0];
}
