/** What an evaluation tells. The command line's `nn eval --json` prints it; its keys are a contract. */

export interface ClassMetrics {
  readonly digit: number;
  /** Images of this class. */
  readonly support: number;
  /** Of those answered with this digit, the share that was right; null where none was. */
  readonly precision: number | null;
  /** Of the images of this digit, the share that was found; null where there is none. */
  readonly recall: number | null;
  readonly f1: number | null;
}

export interface Evaluation {
  readonly count: number;
  /** Mean cross-entropy in nats, of the calibrated probabilities. */
  readonly loss: number;
  /** How far the calibrated probabilities are off: the expected calibration error, 0 to 1. */
  readonly calibrationError: number;
  readonly accuracy: number;
  /** 95% interval of the accuracy (Wilson, 1927). */
  readonly interval: readonly [low: number, high: number];
  /** confusion[label][answer] counts images. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassMetrics[];
}
