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
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      if (!isOwn(x, y)) continue;
      for (let row = Math.max(0, y - RIM); row <= Math.min(height - 1, y + RIM); row++) {
        for (let column = Math.max(0, x - RIM); column <= Math.min(width - 1, x + RIM); column++) {
          const p = row * width + column;
          if (labels[p] === 0 || isOwn(column, row)) data[p] = Math.min(data[p], paper);
        }
      }
    }
  }
}
