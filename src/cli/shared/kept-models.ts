/** Reads models for a command, without parsing those that an earlier command has parsed. */

import { statSync } from 'node:fs';
import type { Model } from '../../network/model.ts';
import { packModel, unpackModel } from '../../network/packed-model.ts';
import { crc32, forgetOldest, keep, keptFile, readKept } from '../../node/kept-files.ts';
import { type ParsedModels, readModelOnce } from '../../node/model-store.ts';

/** With a number that is raised when packed models change. */
const PREFIX = 'model-1-';
const MOST_KEPT = 8;
const MOST_BYTES = 16 << 20;

const keptModels: ParsedModels = {
  /**
   * Tells a file from all others, and from what it was before a change: nobody can set the time of the last change of
   * its status, and the checksum covers changes within one tick of the clock. Takes 2 ms; to load Node's SHA-256 takes 5
   * to 10.
   */
  nameOf(path, bytes) {
    const status = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (status === undefined) return undefined;
    const { dev, ino, size, mtimeNs, ctimeNs } = status;
    return [dev, ino, size, mtimeNs, ctimeNs, crc32?.(bytes)].join('_');
  },
  find(name) {
    const file = keptFile(PREFIX + name);
    const packed = file === null ? undefined : readKept(file);
    if (packed === undefined) return undefined;
    try {
      return unpackModel(packed);
    } catch {
      return undefined; // of another version, with the right checksum
    }
  },
  add(name, model) {
    const file = keptFile(PREFIX + name);
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
