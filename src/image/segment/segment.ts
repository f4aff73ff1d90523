import { type Box, type ImagePixels, toRaster } from '../image.ts';
import { checkDigitOptions, readPage } from '../page.ts';
import { type DigitForm, type DigitOptions, formOf } from '../preprocess.ts';
import { findTextLines } from './text-lines.ts';

/** One of several digits. */
export interface Segment {
  /** Its position, in pixels of the image. */
  readonly box: Box;
  readonly form: DigitForm;
}

/**
 * Segments an image without a network: splits it at gaps, line by line and from left to right. Touching digits are
 * not separated; `recognize` does that. Empty if the image is blank.
 *
 * @throws UsageError for an unknown option; RangeError if size and data of the image are inconsistent
 */
export function findDigits(image: ImagePixels, options: DigitOptions = {}): Segment[] {
  const picture = toRaster(image);
  checkDigitOptions(options);
  const page = readPage(picture, options);
  const { ink, levels, components } = page;
  if (levels === undefined || components === undefined) return [];
  const { labels, parts } = components;
  return findTextLines(parts, ink.height, page.rows)
    .flatMap(({ marks }) => marks)
    .map((mark) => formOf(picture, page, levels, labels, parts, mark.labels, options))
    .filter(({ blank }) => !blank)
    .map((form) => ({ box: form.decisions.box, form }));
}
