/** The model that ships with the package. */

import type { Model } from '../network/model.ts';
import { readModel } from './model-store.ts';
import { shippedModelFile } from './shipped-model-file.ts';

/**
 * The model that `nn predict` reads with before any training.
 * @throws ModelError where its file is missing, as in a bundle that left it behind: `nn-digits/digits.json` is that file
 */
export function loadShippedModel(): Promise<Model> {
  return readModel(shippedModelFile);
}
