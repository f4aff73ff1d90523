/** Reads and writes checkpoint files. */

import { createHash } from 'node:crypto';
import { checkArgument, ModelError, SystemError } from '../errors.ts';
import { limits } from '../limits/limits.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import { formatCheckpoint, parseCheckpoint } from '../training/checkpoint-file.ts';
import { checkPath, explainSystemError, readBounded, writeAtomic } from './files.ts';

const createSha256 = () => createHash('sha256');

/** @throws ModelError if the file cannot be read, is damaged, or has another version */
export async function readCheckpoint(path: string): Promise<Checkpoint> {
  checkPath(path);
  let bytes: Uint8Array;
  try {
    bytes = await readBounded(path, limits.checkpoint.fileBytes);
  } catch (error) {
    throw new ModelError(`${path}: cannot read this checkpoint: ${explainSystemError(error)}`, {
      cause: error,
    });
  }
  return parseCheckpoint(bytes, path, createSha256);
}

/**
 * Writes a checkpoint atomically: either the complete new file exists, or the old one is kept.
 * @throws SystemError if it cannot be written
 */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  checkPath(path);
  checkArgument(typeof checkpoint?.arrays === 'object', 'checkpoint', 'a checkpoint', checkpoint);
  try {
    await writeAtomic(path, formatCheckpoint(checkpoint, createSha256));
  } catch (error) {
    throw new SystemError(`${path}: cannot save a checkpoint: ${explainSystemError(error)}`, {
      cause: error,
    });
  }
}
