/** A digit in MNIST's form, and how it was found. */

import type { Box } from './image.ts';

/** The results and decisions of preprocessing. Lengths are in pixels of the image, unless stated otherwise. */
export interface Decisions {
  /** Whether the ink is lighter than the paper. */
  readonly inverted: boolean;
  /** The sheet of paper, if the table that it lies on was removed; else null. */
  readonly sheet: Box | null;
  /** The bounding box of the digit; the whole image if it is blank. */
  readonly box: Box;
  /** How much darker than its paper a pixel must be to count as ink, 0 to 1. */
  readonly threshold: number;
  /** Number of lines of squared or ruled paper that were removed. */
  readonly gridRemoved: number;
  /** Number of components that were removed because they do not belong to the digit. */
  readonly specksRemoved: number;
  /** Mean stroke width of the fitted digit, in pixels of the 28x28 form, before normalization. */
  readonly strokeWidth: number;
  /** Change of the stroke width (negative for thinning), in the same pixels. */
  readonly strokeAdjusted: number;
  /** The reason that the image is considered blank. */
  readonly reason?: string;
}

/** A digit in MNIST's form. */
export interface DigitForm {
  /** 28x28 bytes in row-major order; 0 is paper, 255 is ink. */
  readonly pixels: Uint8Array;
  /** Whether nothing in the image can be a digit; `pixels` is then all zeros, and `decisions.reason` states why. */
  readonly blank: boolean;
  readonly decisions: Decisions;
}
