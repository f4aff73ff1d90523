import { type Box, type ImagePixels, toRaster } from '../image.ts';
import { readPage } from '../page.ts';
import { lowThreshold } from '../paper/levels.ts';
import { type DigitForm, type DigitOptions, formOf } from '../preprocess.ts';
import { connectedComponents } from '../raster/connected-components.ts';
import { findTextLines } from './text-lines.ts';

/** One digit of several. */
export interface Segment {
  /** Where it is, in pixels of the picture. */
  readonly box: Box;
  readonly form: DigitForm;
}

/**
 * The digits of a picture without a net to tell which marks are one digit: what is not connected is cut, line by line
 * and from left to right. Digits that touch stay together; `recognize` parts them. None where the picture is blank.
 *
 * @throws RangeError when the picture's sides and data do not fit together
 */
export function findDigits(image: ImagePixels, options: DigitOptions = {}): Segment[] {
  const picture = toRaster(image);
  const page = readPage(picture, options);
  const { ink, levels } = page;
  if (levels === undefined) return [];
  const { labels, parts } = connectedComponents(ink, lowThreshold(levels), levels.threshold);
  return findTextLines(parts, ink.height)
    .flatMap(({ marks }) => marks)
    .map((mark) => formOf(picture, page, levels, labels, parts, mark.labels, options))
    .filter(({ blank }) => !blank)
    .map((form) => ({ box: form.decisions.box, form }));
}
