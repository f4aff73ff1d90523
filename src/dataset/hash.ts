/** Identifies the data that a model was trained on, by 64 hex digits. */

import { sha256Of } from '../sha256.ts';
import type { LabelledImages } from './dataset.ts';

/** SHA-256, in hex, of the images of a split followed by its labels, without headers. */
export function datasetHash({ images, labels }: LabelledImages): Promise<string> {
  return sha256Of(images, labels);
}
