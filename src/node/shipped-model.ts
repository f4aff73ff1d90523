/** The bundled model. */

import { existsSync } from 'node:fs';
import { ModelError } from '../errors.ts';
import type { Model } from '../network/model.ts';
import { readModel } from './model-store.ts';
import { shippedModelFile } from './shipped-model-file.ts';

/**
 * Loads the model that `nn predict` uses before any training.
 * @throws ModelError if its file is missing, as in a bundle without it: it is exported as `nn-digits/digits.json`
 */
export async function loadShippedModel(): Promise<Model> {
  if (existsSync(shippedModelFile)) return readModel(shippedModelFile);
  throw new ModelError(
    `${shippedModelFile} is missing; if a bundler left it behind, copy nn-digits/digits.json there`,
  );
}
