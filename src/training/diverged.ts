/** What training throws when it fails. */

import { DivergedError } from '../errors.ts';
import type { TrainedModel } from '../network/model.ts';

/** Training diverged; what it had learnt before is not lost. */
export class TrainingDiverged extends DivergedError {
  /** The net after the last epoch that went well; null where the first one went wrong. */
  readonly lastGood: TrainedModel | null;

  constructor(error: DivergedError, lastGood: TrainedModel | null) {
    super(error.message, { cause: error });
    this.lastGood = lastGood;
  }
}
