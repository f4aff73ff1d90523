import type { Plane } from '../image.ts';
import { type Components, connectedComponents } from '../raster/connected-components.ts';
import type { ScratchMemory } from '../raster/scratch-memory.ts';
import { type Levels, lowThreshold } from './levels.ts';

/** The connected components of all ink of a page. */
export function inkComponents(ink: Plane, levels: Levels, memory?: ScratchMemory): Components {
  return connectedComponents(ink, lowThreshold(levels), levels.threshold, memory);
}
