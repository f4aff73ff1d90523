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

/** Answers that are about equally sure. */
export interface ReliabilityBin {
  /** Confidence from here (or, in the first bin, from 0) up to, but not, `to`; 1 belongs to the last bin. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Their mean confidence, and the fraction of them that is right; null where there is none. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** An image that was read wrongly. */
export interface Mistake {
  /** Its place among the images, from 0. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Probability of that answer. */
  readonly confidence: number;
}

export interface Evaluation {
  readonly count: number;
  /** Mean cross-entropy in nats, of the calibrated probabilities. */
  readonly loss: number;
  /** How far the calibrated probabilities are off: the expected calibration error over `reliability`, 0 to 1. */
  readonly calibrationError: number;
  readonly accuracy: number;
  /** 95% interval of the accuracy (Wilson, 1927). */
  readonly interval: readonly [low: number, high: number];
  /** The share of images whose label is one of the two likeliest answers. */
  readonly top2Accuracy: number;
  /** confusion[label][answer] counts images. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassMetrics[];
  /** Ten bins of equal width, from the least sure answers to the surest. */
  readonly reliability: readonly ReliabilityBin[];
  /** The mistakes that it was surest of, the surest first: up to 20. */
  readonly mistakes: readonly Mistake[];
  /** The digit that nearly everything was taken for, though most images show others; null where there is none. */
  readonly collapsedTo: number | null;
}
