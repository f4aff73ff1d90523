/** Labelled 28x28 images in two splits: the test split is never used for training or model selection. */

import { DataError, type ErrorKind } from '../errors.ts';

export { CLASSES, IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH } from '../constants.ts';

export interface LabelledImages {
  readonly count: number;
  /** count x 784 bytes, images in row-major order: 0 is paper, 255 is ink. */
  readonly images: Uint8Array;
  /** count bytes from 0 to 9. */
  readonly labels: Uint8Array;
}

/** Images with or without labels. */
export interface ImageRows {
  readonly count: number;
  /** As in `LabelledImages`. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array | null;
}

export interface Dataset {
  /** Its name, or the path from which it was read. */
  readonly name: string;
  /** Null if the source has no such split. */
  readonly train: LabelledImages | null;
  readonly test: LabelledImages | null;
  /** The names of the classes 0 to 9, if they are not digits. */
  readonly classNames?: readonly string[];
  /** Sentences that describe what was found, if it is not obvious from the path, and what was ignored. */
  readonly remarks?: readonly string[];
  /** For data sets read from image files: the outcome. */
  readonly pictures?: ImageFolderReport;
}

export interface ImageFolderReport {
  /** Number of images in the splits. */
  readonly read: number;
  /** Number of those found in the cache. */
  readonly cached: number;
  /** Files and folders that could not be used, with the reason. */
  readonly refused: readonly RefusedImage[];
}

export interface RefusedImage {
  readonly image: string;
  readonly error: { readonly kind: ErrorKind; readonly message: string };
}

/** None of the images of a split can be used. */
export class NoImagesError extends DataError {
  readonly refused: readonly RefusedImage[];

  constructor(message: string, refused: readonly RefusedImage[]) {
    super(message);
    this.refused = refused;
  }
}

/** The error for a file that may hold `most` images by its size (see `limits.packedImages`), and states more. */
export function tooManyImages(file: string, most: number): DataError {
  return new DataError(
    `${file} holds more than ${most} images; use a part of it, or unpack it if it is packed`,
  );
}

/**
 * The splits that are needed: it is an error if one of those marked true is missing. With none marked, all splits
 * that exist.
 */
export interface DatasetParts {
  readonly train?: boolean | undefined;
  readonly test?: boolean | undefined;
}
