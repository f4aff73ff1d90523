/** Reads models for a command, without parsing those that an earlier command has parsed. */

import type { Model } from '../../network/model.ts';
import { packModel, unpackModel } from '../../network/packed-model.ts';
import { forgetOldest, keep, keptFile, readKept } from '../../node/kept-files.ts';
import { type ParsedModels, readModelOnce } from '../../node/model-store.ts';

/** With a number that is raised when packed models change. */
const PREFIX = 'model-1-';
const MOST_KEPT = 8;
const MOST_BYTES = 16 << 20;

const keptModels: ParsedModels = {
  find(sha256) {
    const file = keptFile(PREFIX + sha256);
    const packed = file === null ? undefined : readKept(file);
    if (packed === undefined) return undefined;
    try {
      return unpackModel(packed);
    } catch {
      return undefined; // of another version, with the right checksum
    }
  },
  add(sha256, model) {
    const file = keptFile(PREFIX + sha256);
    if (file === null) return;
    const packed = packModel(model);
    if (packed.length > MOST_BYTES) return;
    keep(file, packed);
    forgetOldest(file, PREFIX, MOST_KEPT);
  },
};

/**
 * Reads several models one after another, because the text of each takes much memory.
 * @throws ModelError as `readModel` does
 */
export async function readModels(paths: readonly string[]): Promise<Model[]> {
  const models: Model[] = [];
  for (const path of paths) models.push(await readModelOnce(path, keptModels));
  return models;
}
