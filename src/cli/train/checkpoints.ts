/** Checkpoints next to the model to be: written while the training goes on, removed when the model is there. */

import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { ModelError, UsageError } from '../../errors.ts';
import { checkRegular, explainSystemError } from '../../node/files.ts';
import type { Checkpoint } from '../../training/checkpoint.ts';
import { CHECKPOINT_FORMAT } from '../../training/checkpoint-file.ts';

export function checkpointPath(out: string): string {
  return `${out}.checkpoint`;
}

const BEGINNING = `{"format":"${CHECKPOINT_FORMAT}"`;

/**
 * What a run that starts anew would lose, in words; '' where there is nothing.
 * @throws UsageError where the place of its checkpoint is taken by a file that no run made
 */
export async function abandonedRun(out: string): Promise<string> {
  const path = checkpointPath(out);
  if (!isCheckpoint(path)) return '';
  try {
    const { readCheckpoint } = await import('../../node/checkpoint-store.ts');
    const { position, settings } = await readCheckpoint(path);
    return `${path} holds a run that was cut short in epoch ${position.epoch} of ${settings.epochs}`;
  } catch (error) {
    if (error instanceof ModelError) return `${path} holds a run that was cut short`;
    throw error;
  }
}

/** False where there is none, or a folder, which no checkpoint can replace. */
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

/** A link that leads nowhere is there too. What is wrong with a folder on the way is told where the model goes. */
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

  /** @param onFailure hears once where a checkpoint cannot be written, which is no reason to stop training */
  constructor(out: string, onFailure: (message: string) => void) {
    this.path = checkpointPath(out);
    this.#onFailure = onFailure;
  }

  /** Writes it as soon as the one before is written; of those that come meanwhile, the last. */
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

  /** When all that was offered is written. */
  async settle(): Promise<void> {
    await this.#writing;
  }

  async remove(): Promise<void> {
    await this.settle();
    await unlink(this.path).catch(() => {}); // there may be none
  }
}
