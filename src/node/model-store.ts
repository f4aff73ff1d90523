/** Reads and writes model files. */

import { ModelError, SystemError } from '../errors.ts';
import { listFormats } from '../image/decode/decoded-image.ts';
import { checkFormat, isImageStart } from '../image/decode/image-format.ts';
import { limits } from '../limits/limits.ts';
import { checkModel, type Model } from '../network/model.ts';
import { formatModel, parseModel } from '../network/model-file.ts';
import { checkPath, explainSystemError, readJsonBytes, sha256Of, writeAtomic } from './files.ts';

/** Bytes that tell the format of a picture. */
const IMAGE_HEAD = 16;

/** @throws ModelError if the file is missing, cannot be read, or is not a valid model */
export async function readModel(path: string): Promise<Model> {
  checkPath(path);
  return decodeModel(await readBytes(path), path);
}

/**
 * The model of the bytes of a file.
 * @param path of the file, for messages
 * @throws ModelError if they are not a valid model
 */
export function decodeModel(bytes: Uint8Array, path: string): Model {
  if (isImageStart(bytes)) {
    const format = checkFormat(bytes.subarray(0, IMAGE_HEAD), path);
    throw new ModelError(`${path}: is a picture (${listFormats([format])}), not a model file`);
  }
  return parseModel(decode(bytes), path);
}

/** Models that were parsed before, by the name of their files' content. */
export interface ParsedModels {
  /** Undefined if it has been removed meanwhile. */
  nameOf(path: string, bytes: Uint8Array): string | undefined;
  find(name: string): Model | undefined;
  add(name: string, model: Model): void;
}

/**
 * Reads a model, parsing it only if it is not among the parsed ones.
 * @throws ModelError as `readModel` does
 */
export async function readModelOnce(path: string, parsed: ParsedModels): Promise<Model> {
  const bytes = await readBytes(path);
  const name = parsed.nameOf(path, bytes);
  const found = name === undefined ? undefined : parsed.find(name);
  if (found !== undefined) return found;
  const model = decodeModel(bytes, path);
  if (name !== undefined) parsed.add(name, model);
  return model;
}

/** A model, its file, and the SHA-256 of that, in hex. */
export interface ModelFile {
  readonly model: Model;
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** @throws ModelError as `readModel` does */
export async function readModelFile(path: string): Promise<ModelFile> {
  const bytes = await readBytes(path);
  return { model: decodeModel(bytes, path), bytes, sha256: sha256Of(bytes) };
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

/** The bytes of a potential model file. @throws RangeError if it is too large, or the system's error */
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
 * Writes a model atomically: either the complete new file exists, or the old one is kept.
 * @returns the SHA-256 of the file, in hex
 * @throws SystemError if it cannot be written
 */
export async function writeModel(path: string, model: Model): Promise<{ sha256: string }> {
  checkPath(path);
  checkModel(model);
  try {
    return { sha256: await writeAtomic(path, formatModel(model)) };
  } catch (error) {
    throw new SystemError(`${path}: cannot save the model: ${explainSystemError(error)}`, { cause: error });
  }
}
