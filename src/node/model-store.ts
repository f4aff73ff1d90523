/** Model files on disk. */

import { ModelError, SystemError } from '../errors.ts';
import { limits } from '../limits/limits.ts';
import type { Model } from '../network/model.ts';
import { formatModel, parseModel } from '../network/model-file.ts';
import { explainSystemError, readJsonBytes, sha256Of, writeAtomic } from './files.ts';

/** @throws ModelError where the file is missing, cannot be read, or is not a sound model */
export async function readModel(path: string): Promise<Model> {
  return parseModel(decode(await readBytes(path)), path);
}

/** Several, one after the other: the text of each takes much memory. */
export async function readModels(paths: readonly string[]): Promise<Model[]> {
  const models: Model[] = [];
  for (const path of paths) models.push(await readModel(path));
  return models;
}

/** A model with its file's SHA-256, in hex. */
export async function readModelFile(path: string): Promise<{ model: Model; sha256: string }> {
  const bytes = await readBytes(path);
  return { model: parseModel(decode(bytes), path), sha256: sha256Of(bytes) };
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The bytes of what is to be a model file. @throws RangeError where it is too large, or the system's error */
export function readModelBytes(path: string): Promise<Uint8Array> {
  const { fileBytes, json } = limits.model;
  return readJsonBytes(path, fileBytes, json);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readModelBytes(path);
  } catch (error) {
    throw new ModelError(`${path}: cannot read this model: ${explainSystemError(error)}`, { cause: error });
  }
}

/**
 * Writes a model so that either the whole new file is there or the old one still is.
 * @returns the file's SHA-256, in hex
 * @throws SystemError where it cannot be written
 */
export async function writeModel(path: string, model: Model): Promise<{ sha256: string }> {
  try {
    return { sha256: await writeAtomic(path, formatModel(model)) };
  } catch (error) {
    throw new SystemError(`${path}: cannot save the model: ${explainSystemError(error)}`, { cause: error });
  }
}
