import type { Plane } from '../image.ts';
import type { Levels } from '../paper/levels.ts';
import type { Components } from '../raster/connected-components.ts';
import type { Labelled } from './enclosing.ts';

/** Pixels of soft edge that are erased with an outline. */
const RIM = 2;

/** Sets an outline to paper, with its soft edge. */
export function eraseOutline(
  ink: Plane,
  { labels }: Components,
  { paper }: Levels,
  { part, label, outline }: Labelled,
): void {
  const { width, height, data } = ink;
  const isOwn = (x: number, y: number): boolean =>
    labels[y * width + x] === label &&
    (outline === undefined ||
      outline.band[(y - outline.box.y) * outline.box.width + x - outline.box.x] === 1);
  const isBeside = (x: number, y: number): boolean => {
    for (let row = Math.max(0, y - RIM); row <= Math.min(height - 1, y + RIM); row++) {
      for (let column = Math.max(0, x - RIM); column <= Math.min(width - 1, x + RIM); column++) {
        if (isOwn(column, row)) return true;
      }
    }
    return false;
  };
  const right = Math.min(width, part.x + part.width + RIM);
  const bottom = Math.min(height, part.y + part.height + RIM);
  for (let y = Math.max(0, part.y - RIM); y < bottom; y++) {
    for (let x = Math.max(0, part.x - RIM); x < right; x++) {
      const p = y * width + x;
      if (!(data[p] > paper)) continue;
      if (labels[p] === 0 ? isBeside(x, y) : isOwn(x, y)) data[p] = paper;
    }
  }
}
