import { createPlane, cropPlane, type Plane } from '../image.ts';
import { slidingExtreme } from '../raster/morphology.ts';

/** How much steeper or flatter light is taken to fall along each side: a fraction of itself along the longer one. */
const TILT = 0.3;

/** Up to this many times as bright as where it is darkest, light is even enough: no valley in it is taken for ink. */
const EVEN = 1.1;

/**
 * How bright the paper is under ink: a grey-level closing, a local maximum and then a local minimum over a window wider
 * than any stroke.
 *
 * A closing fills every valley that is narrower than its window, those of light too: next to the edge of a shadow, paper
 * is darkest where the shadow begins, and grows lighter away from it. A window that leans as the light does leaves such
 * a valley as it is, and bridges strokes all the same. So several leans are tried, and as no closing is darker than the
 * paper, the darkest is the nearest to it.
 *
 * @param squares the picture, shrunk; it is taken to go on beyond its frame as it ends within
 * @param reach half the window: it is 2 x reach + 1 squares wide
 */
export function estimateBackground(squares: Plane, reach: number): Plane {
  const paper = closing(squares, reach);
  if (isEven(paper)) return paper;
  const { width, height, data } = squares;
  const level = createPlane(width, height);
  for (const across of [-TILT, TILT]) {
    for (const down of [-TILT, TILT]) {
      const slope = plane(width, height, across, down);
      for (let p = 0; p < data.length; p++) level.data[p] = data[p] / slope[p];
      const closed = closing(level, reach).data;
      for (let p = 0; p < data.length; p++) {
        const leaning = closed[p] * slope[p];
        if (leaning < paper.data[p]) paper.data[p] = leaning;
      }
    }
  }
  return paper;
}

function isEven({ data }: Plane): boolean {
  let darkest = Infinity;
  let lightest = -Infinity;
  for (const value of data) {
    if (value < darkest) darkest = value;
    if (value > lightest) lightest = value;
  }
  return lightest <= EVEN * darkest;
}

/** 1 in the middle, and so much more or less at the ends: the height of a plane that rises across and down. */
function plane(width: number, height: number, across: number, down: number): Float64Array {
  const out = new Float64Array(width * height);
  const long = Math.max(width, height);
  for (let y = 0, p = 0; y < height; y++) {
    const row = 1 + (down * (y + 0.5 - height / 2)) / long;
    for (let x = 0; x < width; x++, p++) out[p] = row + (across * (x + 0.5 - width / 2)) / long;
  }
  return out;
}

function closing({ width, height, data }: Plane, reach: number): Plane {
  const wide = createPlane(width + 2 * reach, height + 2 * reach);
  // odd reflection: a slope of light goes on, so that its dark end is not taken for ink
  const columns = reflections(width, reach);
  const rows = reflections(height, reach);
  for (let y = 0, p = 0; y < wide.height; y++) {
    const edge = rows.edges[y] * width;
    const back = rows.backs[y] * width;
    for (let x = 0; x < wide.width; x++, p++) {
      wide.data[p] = 2 * data[edge + columns.edges[x]] - data[back + columns.backs[x]];
    }
  }
  slidingExtreme(wide, reach, 'max', wide);
  if (!isConstant(wide)) slidingExtreme(wide, reach, 'min', wide);
  return cropPlane(wide, { x: reach, y: reach, width, height });
}

/** For each place from `reach` before a side to `reach` behind it: the nearest on it, and its mirror image, on it too. */
function reflections(length: number, reach: number): { edges: Int32Array; backs: Int32Array } {
  const edges = new Int32Array(length + 2 * reach);
  const backs = new Int32Array(length + 2 * reach);
  for (let k = 0; k < edges.length; k++) {
    const edge = Math.min(length - 1, Math.max(0, k - reach));
    edges[k] = edge;
    backs[k] = Math.min(length - 1, Math.max(0, 2 * edge - (k - reach)));
  }
  return { edges, backs };
}

export function isConstant({ data }: Plane): boolean {
  for (let p = 1; p < data.length; p++) if (data[p] !== data[0]) return false;
  return true;
}
