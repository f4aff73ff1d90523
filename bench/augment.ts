/** The cost of data augmentation: epochs of the small network with each kind, interleaved. */

import { type AugmentKind, augmentKinds } from '../dist/settings/augmentation-settings.js';
import type { BenchData } from './data.ts';
import { epochSeconds } from './epochs.ts';
import { awaitQuiet } from './quiet.ts';

export interface AugmentTimes {
  readonly kind: AugmentKind;
  /** Minimum time of an epoch in seconds, by number of threads. */
  readonly best: Map<number, number>;
}

export const AUGMENTED_NET = '784-128-10, batch 64, SGD';
const job = { hidden: [128], network: null, batchSize: 64, optimizer: 'sgd', lr: 0.1, limit: 3 } as const;

export async function measureAugmented(
  data: BenchData,
  { rounds, quick, patience }: { rounds: number; quick: boolean; patience: number },
  say: (line: string) => void,
): Promise<readonly AugmentTimes[]> {
  const results = augmentKinds.map((kind): AugmentTimes => ({ kind, best: new Map() }));
  for (let round = 1; round <= rounds; round++) {
    for (const threads of [1, 2]) {
      for (const { kind, best } of results) {
        await awaitQuiet(patience);
        const seconds = await epochSeconds(data, { ...job, threads, epochs: quick ? 2 : 4 }, kind);
        best.set(threads, Math.min(best.get(threads) ?? Infinity, ...seconds));
      }
      const shown = results.map(({ kind, best }) => `${kind}: ${best.get(threads)?.toFixed(3)} s`);
      say(`round ${round}  augmented, ${threads} thread(s)  ${shown.join('  ')}`);
    }
  }
  return results;
}
