/** Runs a training to its end. */

import { createHash } from 'node:crypto';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import type { Model } from '../../src/network/model.ts';
import { formatModel } from '../../src/network/model-file.ts';
import type { EpochEvent, TrainingEvent } from '../../src/training/events.ts';
import { type TrainingResult, train } from '../../src/training/train.ts';
import type { TrainingOptions } from '../../src/training/trainer.ts';

export interface Finished extends TrainingResult {
  readonly events: readonly TrainingEvent[];
  readonly epochEvents: readonly EpochEvent[];
}

type Options = Omit<TrainingOptions, 'kernels'> & Partial<Pick<TrainingOptions, 'kernels'>>;

/** Simple and fast settings, so that tests of other things do not depend on the defaults. */
const plain = { augment: 'none', labelSmoothing: 0, epochs: 12, batchSize: 32 } as const;

/** Trains on the reference kernels by default. @param onEvent called with each event */
export async function trainToEnd(
  options: Options,
  onEvent?: (event: TrainingEvent) => void,
): Promise<Finished> {
  const training = train({ kernels: new ReferenceKernels(), ...plain, ...options });
  const events: TrainingEvent[] = [];
  for (;;) {
    const step = await training.next();
    if (step.done) {
      const epochEvents = events.filter((event) => event.event === 'epoch');
      return { ...step.value, events, epochEvents };
    }
    events.push(step.value);
    onEvent?.(step.value);
  }
}

/** SHA-256 of the model file. */
export function hashOf(model: Model): string {
  const hash = createHash('sha256');
  for (const chunk of formatModel(model)) hash.update(chunk);
  return hash.digest('hex');
}
