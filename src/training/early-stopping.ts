/** Early stopping: decides when a run ends before its last epoch, and which epoch it keeps. */

import type { EpochRecord } from '../network/model.ts';
import type { TrainingSettings } from '../settings/training-settings.ts';
import type { Checkpoint } from './checkpoint.ts';

/** The reason that a run ended. */
export type StopReason =
  | 'epochs'
  | 'patience'
  | 'target-accuracy'
  | 'tolerance'
  | 'time-budget'
  | 'interrupted';

/** Updated after each epoch. Its state can be restored from a checkpoint, so that a resumed run stops at the same epoch. */
export class EarlyStopping {
  readonly #settings: TrainingSettings;
  readonly #epochsBefore: number;
  #best: { epoch: number; loss: number; parameters: readonly Float32Array[] } | null = null;
  #before: readonly Float32Array[] = [];
  #reason: StopReason | null = null;

  /** @param epochsBefore epochs in the history that belong to an earlier run */
  constructor(settings: TrainingSettings, epochsBefore: number) {
    this.#settings = settings;
    this.#epochsBefore = epochsBefore;
  }

  /** Null while training should continue. */
  get reason(): StopReason | null {
    return this.#reason;
  }

  /** The best epoch so far, if `patience` is set. */
  get best(): {
    readonly epoch: number;
    readonly loss: number;
    readonly parameters: readonly Float32Array[];
  } | null {
    return this.#best;
  }

  /** The parameters at the start of the current epoch, if `tolerance` is set. */
  get before(): readonly Float32Array[] {
    return this.#before;
  }

  /** Called before the first epoch of a run. */
  start(parameters: () => readonly Float32Array[]): void {
    if (this.#settings.tolerance > 0) this.#before = parameters();
  }

  restore({ best, arrays }: Checkpoint): void {
    this.#best = best === null ? null : { ...best, parameters: arrays.best };
    this.#before = arrays.before;
  }

  /**
   * Called after each epoch.
   * @param parameters a copy of the network's parameters
   * @param seconds the duration of the run so far
   */
  update(history: readonly EpochRecord[], parameters: readonly Float32Array[], seconds: number): void {
    const { patience, targetAccuracy, tolerance, timeBudget } = this.#settings;
    const { epoch, validationLoss, validationAccuracy } = history[history.length - 1];
    this.#reason = null;
    if (patience > 0 && validationLoss !== null) {
      if (this.#best === null || validationLoss < this.#best.loss) {
        this.#best = { epoch, loss: validationLoss, parameters };
      } else if (epoch - this.#best.epoch >= patience) this.#reason = 'patience';
    }
    if (targetAccuracy > 0 && validationAccuracy !== null && validationAccuracy >= targetAccuracy) {
      this.#reason = 'target-accuracy';
    }
    if (tolerance > 0) {
      if (furthestMove(this.#before, parameters) <= tolerance) this.#reason = 'tolerance';
      this.#before = parameters;
    }
    const epochs = history.length - this.#epochsBefore;
    // estimates that another epoch takes as long as the average so far
    if (timeBudget > 0 && (seconds * (epochs + 1)) / epochs > timeBudget) {
      this.#reason ??= 'time-budget';
    }
  }
}

/** The largest absolute change of any parameter. */
function furthestMove(before: readonly Float32Array[], now: readonly Float32Array[]): number {
  let furthest = 0;
  for (const [k, numbers] of now.entries()) {
    for (let i = 0; i < numbers.length; i++)
      furthest = Math.max(furthest, Math.abs(numbers[i] - before[k][i]));
  }
  return furthest;
}
