/** Writes checkpoints next to the model during training, and removes them once the model is written. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { ModelError, UsageError } from '../../errors.ts';
import { checkRegular, explainSystemError } from '../../node/files.ts';
import { CHECKPOINT_FORMAT, type Checkpoint } from '../../training/checkpoint.ts';

export function checkpointPath(out: string): string {
  return `${out}.checkpoint`;
}

const BEGINNING = `{"format":"${CHECKPOINT_FORMAT}"`;

/**
 * Describes the run that starting over would discard; '' if there is none.
 * @throws UsageError if a file that is not a checkpoint has the name of the checkpoint
 */
export async function abandonedRun(out: string): Promise<string> {
  const path = checkpointPath(out);
  if (!isCheckpoint(path)) return '';
  try {
    const { readCheckpoint } = await import('../../node/checkpoint-store.ts');
    const { position, settings } = await readCheckpoint(path);
    return `${path} contains a run that was interrupted in epoch ${position.epoch} of ${settings.epochs}`;
  } catch (error) {
    if (error instanceof ModelError) return `${path} contains a run that was interrupted`;
    throw error;
  }
}

/** Removes the checkpoint of a run that was killed after it had written its model; a file that is none stays. */
export async function removeFinished(out: string): Promise<void> {
  const path = checkpointPath(out);
  try {
    if (isCheckpoint(path)) await unlink(path);
  } catch {
    // it does no harm: nothing is trained there
  }
}

/** False if there is none, or for a folder, which a checkpoint cannot replace. */
function isCheckpoint(path: string): boolean {
  let file: number | undefined;
  let reason = 'it is no checkpoint of nn';
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const entry = fstatSync(file);
    if (entry.isDirectory()) return false;
    checkRegular(entry);
    const bytes = Buffer.alloc(BEGINNING.length);
    if (bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0)) === BEGINNING) return true;
  } catch (error) {
    if (!isThere(path)) return false;
    reason = explainSystemError(error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
  throw new UsageError(
    `--out: ${path}, where the checkpoint goes, is in the way (${reason}); move it, or choose another --out`,
  );
}

/** A broken link counts as existing. Problems with the folder are reported with those of the model. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

export class CheckpointWriter {
  readonly path: string;
  readonly #onFailure: (message: string) => void;
  #next: Checkpoint | null = null;
  #writing: Promise<void> | null = null;
  #failed = false;

  /** @param onFailure called once if a checkpoint cannot be written, which does not stop training */
  constructor(out: string, onFailure: (message: string) => void) {
    this.path = checkpointPath(out);
    this.#onFailure = onFailure;
  }

  /** Writes it as soon as the previous one has been written; of those offered in the meantime, only the last. */
  offer(checkpoint: Checkpoint): void {
    this.#next = checkpoint;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    const { writeCheckpoint } = await import('../../node/checkpoint-store.ts');
    while (this.#next !== null) {
      const checkpoint = this.#next;
      this.#next = null;
      try {
        await writeCheckpoint(this.path, checkpoint);
      } catch (error) {
        if (!this.#failed) this.#onFailure((error as Error).message);
        this.#failed = true;
      }
    }
    this.#writing = null;
  }

  /** Resolves when all offered checkpoints are written. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async remove(): Promise<void> {
    await this.settle();
    await unlink(this.path).catch(() => {}); // there may be none
  }
}
