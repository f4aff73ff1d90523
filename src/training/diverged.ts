/** What training throws when it fails. */

import { DivergedError } from '../errors.ts';
import type { Model } from '../network/model.ts';

/** Training diverged; what it had learnt before is not lost. */
export class TrainingDiverged extends DivergedError {
  /** The net after the last epoch that went well; null where the first one went wrong. */
  readonly lastGood: Model | null;

  constructor(error: DivergedError, lastGood: Model | null) {
    super(error.message, { cause: error });
    this.lastGood = lastGood;
  }
}
