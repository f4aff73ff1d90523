/**
 * Determines whether the first or the last column of a file without a header is the label. Both are tracked to the
 * end of the file, which may be sorted by class; the other is a corner of the images, where there is hardly ever any
 * ink.
 */

import { DataError } from '../errors.ts';
import { IMAGE_PIXELS } from './dataset.ts';

/** A value as a label and as a pixel, one byte each; null if it cannot be one. */
export interface LabelCandidate {
  readonly label: number | null;
  readonly pixel: number | null;
}

/** Corners may contain ink; at least three different values, all from 0 to 9, indicate labels. */
const MANY = 3;

interface Column {
  readonly labels: Grown;
  readonly pixels: Grown;
  areLabels: boolean;
  arePixels: boolean;
  /** Bit d is set if the value d has occurred. */
  seen: number;
  /** The error for the first value that cannot be a label in the first column, or a pixel in the last one. */
  problem: DataError | null;
}

export class LabelColumn {
  readonly #file: string;
  readonly #first: Column = newColumn();
  readonly #last: Column = newColumn();
  #isLast = false;

  constructor(file: string) {
    this.#file = file;
  }

  get isLast(): boolean {
    return this.#isLast;
  }

  /** @throws {DataError} if neither column can be the label */
  add(isFirst: boolean, { label, pixel }: LabelCandidate, problem: () => DataError): void {
    const column = isFirst ? this.#first : this.#last;
    column.labels.add(label ?? 0);
    column.pixels.add(pixel ?? 0);
    if (label === null) column.areLabels = false;
    else column.seen |= 1 << label;
    if (pixel === null) column.arePixels = false;
    if ((isFirst ? label : pixel) === null) column.problem ??= problem();
    const mayBeFirst = this.#first.areLabels && this.#last.arePixels;
    const mayBeLast = this.#last.areLabels && this.#first.arePixels;
    if (!mayBeFirst && !mayBeLast) throw this.#first.problem ?? this.#last.problem ?? this.#unclear();
  }

  /**
   * Decides; if the label is the last column, moves images and labels to their places.
   * @throws {DataError} if both columns, or neither, look like labels
   */
  settle(images: Uint8Array, labels: Uint8Array): void {
    this.#isLast = this.#decide();
    if (!this.#isLast) return;
    for (let n = 0; n < labels.length; n++) {
      const at = n * IMAGE_PIXELS;
      images.copyWithin(at + 1, at, at + IMAGE_PIXELS - 1);
      images[at] = this.#first.pixels.bytes[n];
      labels[n] = this.#last.labels.bytes[n];
    }
  }

  #decide(): boolean {
    const [first, last] = [bits(this.#first.seen), bits(this.#last.seen)];
    const mayBeFirst = this.#first.areLabels && this.#last.arePixels;
    const mayBeLast = this.#last.areLabels && this.#first.arePixels;
    if (!mayBeFirst) {
      if (mayBeLast && last >= MANY) return true;
      throw this.#first.problem ?? this.#last.problem ?? this.#unclear();
    }
    if (!mayBeLast) return false;
    if (first > 1 && last === 1) return false;
    if (first === 1 && last > 1) return true;
    if (first === 1 && last === 1) return this.#first.seen === 1 && this.#last.seen !== 1;
    if (first >= MANY && last < MANY) return false;
    if (first < MANY && last >= MANY) return true;
    throw this.#unclear();
  }

  #unclear(): DataError {
    return new DataError(
      `${this.#file}: both its first and its last column look like labels; add a first line of names, such as label,pixel0,...`,
    );
  }
}

/** A byte buffer that grows by half. */
class Grown {
  bytes: Uint8Array = new Uint8Array(1024);
  #length = 0;

  add(byte: number): void {
    if (this.#length === this.bytes.length) {
      const larger = new Uint8Array(Math.ceil(this.#length * 1.5));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.#length++] = byte;
  }
}

function newColumn(): Column {
  return {
    labels: new Grown(),
    pixels: new Grown(),
    areLabels: true,
    arePixels: true,
    seen: 0,
    problem: null,
  };
}

function bits(mask: number): number {
  let count = 0;
  for (let left = mask; left !== 0; left &= left - 1) count++;
  return count;
}
