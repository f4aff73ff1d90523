/** What exactly a model was trained on, in 64 hex digits. */

import { sha256Of } from '../sha256.ts';
import type { LabelledImages } from './dataset.ts';

/** SHA-256, in hex, of a part's images and then its labels, without any header. */
export function datasetHash({ images, labels }: LabelledImages): Promise<string> {
  return sha256Of(images, labels);
}
