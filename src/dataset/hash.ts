/** Identifies the data that a model was trained on, by 64 hex digits. */

import { checkArgument } from '../errors.ts';
import { sha256Of } from '../sha256.ts';
import type { LabelledImages } from './dataset.ts';

/** SHA-256, in hex, of the images of a split followed by its labels, without headers. */
export async function datasetHash(rows: LabelledImages): Promise<string> {
  const isValid = ArrayBuffer.isView(rows?.images) && ArrayBuffer.isView(rows.labels);
  checkArgument(isValid, 'images', 'labelled images, such as `dataset.train`', rows);
  return sha256Of(rows.images, rows.labels);
}
