/** The bundled model. */

import type { Model } from '../network/model.ts';
import { readModel } from './model-store.ts';
import { shippedModelFile } from './shipped-model-file.ts';

/**
 * Loads the model that `nn predict` uses before any training.
 * @throws ModelError if its file is missing, as in a bundle without it: it is exported as `nn-digits/digits.json`
 */
export function loadShippedModel(): Promise<Model> {
  return readModel(shippedModelFile);
}
