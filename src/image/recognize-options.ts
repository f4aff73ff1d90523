/** The options of `recognize`, and whether they are valid. */

import { checkChoice, checkOptions, optionNames } from '../check-options.ts';
import { checkArgument } from '../errors.ts';
import { inversions } from './page.ts';
import { type CandidateOptions, layouts } from './segment/candidates.ts';

export interface RecognizeOptions extends CandidateOptions {
  /** Pixels of the image per pixel of the file that it was reduced from; 1 by default. */
  readonly scale?: number;
}

/** Those of a file, whose scale is determined by decoding. */
const fileOptions = { layout: true, digits: true, preprocess: true, invert: true } as const;
const knownFileOptions = optionNames<CandidateOptions>(fileOptions);
const knownOptions = optionNames<RecognizeOptions>({ ...fileOptions, scale: true });

/** @throws UsageError for an option or a value that `recognize` does not have for pixels */
export function checkRecognizeOptions(options: RecognizeOptions): void {
  checkOptions(options, knownOptions);
  checkValues(options);
  const { scale = 1 } = options;
  checkArgument(Number.isFinite(scale) && scale > 0, 'scale', 'a number above 0', scale);
}

/** @throws UsageError for an option or a value that `recognize` does not have for files */
export function checkFileOptions(options: CandidateOptions): void {
  checkOptions(options, knownFileOptions);
  checkValues(options);
}

function checkValues({ layout, invert }: CandidateOptions): void {
  checkChoice('layout', layout, layouts);
  checkChoice('invert', invert, inversions);
}
