/** The error of a failed training. */

import { DivergedError } from '../errors.ts';
import type { TrainedModel } from '../network/model.ts';

/** Training diverged; the network of the last good epoch is kept. */
export class TrainingDiverged extends DivergedError {
  /** The network after the last good epoch; null if the first epoch diverged. */
  readonly lastGood: TrainedModel | null;

  constructor(error: DivergedError, lastGood: TrainedModel | null) {
    super(error.message, { cause: error });
    this.lastGood = lastGood;
  }
}
