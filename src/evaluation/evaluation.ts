/** The results of an evaluation. `nn eval --json` prints them; their keys are a contract. */

export interface ClassMetrics {
  readonly digit: number;
  /** Images of this class. */
  readonly support: number;
  /** Fraction of correct answers among those with this digit; null if there are none. */
  readonly precision: number | null;
  /** Fraction of the images of this digit that were classified correctly; null if there are none. */
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Answers with similar confidence. */
export interface ReliabilityBin {
  /** Confidence from here (in the first bin, from 0) up to, but excluding, `to`; 1 belongs to the last bin. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Their mean confidence, and their accuracy; null if there are none. */
  readonly confidence: number | null;
  readonly accuracy: number | null;
}

/** A misclassified image. */
export interface Mistake {
  /** Its index among the images. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Probability of that answer. */
  readonly confidence: number;
}

export interface Evaluation {
  readonly count: number;
  /** Mean cross-entropy in nats of the calibrated probabilities. */
  readonly loss: number;
  /** The expected calibration error of the calibrated probabilities over `reliability`, 0 to 1. */
  readonly calibrationError: number;
  readonly accuracy: number;
  /** 95% interval of the accuracy (Wilson, 1927). */
  readonly interval: readonly [low: number, high: number];
  /** Fraction of images whose label is among the two most likely answers. */
  readonly top2Accuracy: number;
  /** confusion[label][answer] counts images. */
  readonly confusion: readonly (readonly number[])[];
  readonly perClass: readonly ClassMetrics[];
  /** Ten bins of equal width, by ascending confidence. */
  readonly reliability: readonly ReliabilityBin[];
  /** The most confident mistakes, by descending confidence: up to 20. */
  readonly mistakes: readonly Mistake[];
  /** The digit predicted for almost everything, though most images show others; null if there is none. */
  readonly collapsedTo: number | null;
}
