/** Checkpoints beside the model to be: written while the training goes on, removed when the model is there. */

import { unlink } from 'node:fs/promises';
import type { Checkpoint } from '../../training/checkpoint.ts';

export function checkpointPath(out: string): string {
  return `${out}.checkpoint`;
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
