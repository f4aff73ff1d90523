/** One step of a training: updates the weights once their gradients are known. */

import type { Kernels } from '../matrix/kernels.ts';
import type { Weights } from '../matrix/matrix.ts';
import type { Network } from '../network/network.ts';
import { Clipping } from '../optimizers/gradient-clipping.ts';
import { createOptimizer } from '../optimizers/index.ts';
import { addL1 } from '../optimizers/l1-penalty.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import { learningRate } from '../optimizers/schedule.ts';
import { WeightAverage } from '../optimizers/weight-average.ts';
import type { OptimizerSettings } from '../settings/optimizer-settings.ts';

export class OptimizerStep {
  readonly #kernels: Kernels;
  readonly #network: Network;
  readonly #settings: OptimizerSettings;
  readonly #optimizer: Optimizer;
  readonly #clipping: Clipping | null;
  readonly #average: WeightAverage | null;

  constructor(kernels: Kernels, network: Network, settings: OptimizerSettings) {
    const { parameters } = network;
    const { clip, ema } = settings;
    this.#kernels = kernels;
    this.#network = network;
    this.#settings = settings;
    this.#optimizer = createOptimizer(settings.optimizer, kernels, parameters, settings);
    this.#clipping = clip === 0 ? null : new Clipping(kernels, parameters, clip);
    this.#average = ema === 0 ? null : new WeightAverage(kernels, parameters, ema);
  }

  /** The state between steps, initially zero: part of a checkpoint. */
  get state(): readonly Weights[] {
    return [...this.#optimizer.state, ...(this.#average?.weights ?? [])];
  }

  /** Must be called after `state` has been restored: the next step follows this many earlier ones. */
  resume(steps: number): void {
    this.#optimizer.resume(steps);
  }

  /**
   * Updates the weights by their gradients.
   * @param step 0, 1, ..., steps - 1
   * @param warmup number of warm-up steps, included in `steps`
   */
  step(step: number, steps: number, warmup: number): void {
    const { schedule, lr, l1 } = this.#settings;
    const { parameters } = this.#network;
    if (l1 > 0) addL1(this.#kernels, parameters, l1);
    this.#clipping?.clip();
    this.#optimizer.step(learningRate(schedule, lr, step, steps, warmup));
    this.#average?.update(step);
    this.#network.parametersChanged();
  }

  /** Calls `callback` with the averaged weights in place, if there is an average. */
  averaged<T>(callback: () => T): T {
    if (this.#average === null) return callback();
    this.#exchange(this.#average);
    try {
      return callback();
    } finally {
      this.#exchange(this.#average);
    }
  }

  #exchange(average: WeightAverage): void {
    average.exchange();
    this.#network.parametersChanged();
  }
}
