/** Labelled 28x28 images, in two parts: the test part is never used in training or for choosing. */

import type { ErrorKind } from '../errors.ts';

export { CLASSES, IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH } from '../constants.ts';

export interface LabelledImages {
  readonly count: number;
  /** count x 784 bytes, one image after another, row by row: 0 is paper, 255 is ink. */
  readonly images: Uint8Array;
  /** count bytes from 0 to 9. */
  readonly labels: Uint8Array;
}

/** Images that may have no labels. */
export interface ImageRows {
  readonly count: number;
  /** As those of `LabelledImages`. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array | null;
}

export interface Dataset {
  /** Its name, or the path that it was read from. */
  readonly name: string;
  /** Null where the source has no such part. */
  readonly train: LabelledImages | null;
  readonly test: LabelledImages | null;
  /** What the labels 0 to 9 stand for, where they are not the digits themselves. */
  readonly classNames?: readonly string[];
  /** How it was found where it is not plain from the path, and what was left aside: a sentence each. */
  readonly remarks?: readonly string[];
  /** Where it was read from picture files: what became of them. */
  readonly pictures?: ImageFolderReport;
}

export interface ImageFolderReport {
  /** Pictures that are in the parts. */
  readonly read: number;
  /** How many of them were prepared by an earlier run. */
  readonly cached: number;
  /** Files, and folders, that could not be used, and why. */
  readonly refused: readonly {
    readonly image: string;
    readonly error: { readonly kind: ErrorKind; readonly message: string };
  }[];
}

/**
 * Which parts are needed: those marked true, and it is an error if one of them is not there.
 * With none marked, whatever parts there are.
 */
export interface DatasetParts {
  readonly train?: boolean | undefined;
  readonly test?: boolean | undefined;
}
