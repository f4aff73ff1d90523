import type { Box } from '../image.ts';

/** The bounding box of runs of pixels that are added from top to bottom. */
export class Extent {
  #left = Infinity;
  #right = -1;
  #top = -1;
  #bottom = -1;

  add(row: number, first: number, final: number): void {
    if (this.#top < 0) this.#top = row;
    this.#bottom = row;
    if (first < this.#left) this.#left = first;
    if (final > this.#right) this.#right = final;
  }

  /** Undefined if nothing was added. */
  box(): Box | undefined {
    if (this.#top < 0) return undefined;
    const [width, height] = [this.#right - this.#left + 1, this.#bottom - this.#top + 1];
    return { x: this.#left, y: this.#top, width, height };
  }
}
