import type { Plane, RasterImage } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';

/** Number of squares along the longer side for edge detection, and the least along the shorter one. */
const SQUARES = 64;
const FEWEST = 32;

/** The mean brightness of squares of the image, and their size in pixels. */
export interface Squares extends Plane {
  readonly size: number;
}

/** The sums of this many bytes fit into 16 bits. */
const MOST_ROWS = 256;

const squareMemory = new ScratchMemory();
const sumMemory = new ScratchMemory();

/**
 * The result is valid until the next call.
 * @param picture 1 or 3 channels
 */
export function squaresOf(picture: RasterImage): Squares {
  const { width, height, channels, data } = picture;
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const size = Math.max(1, Math.min(Math.ceil(long / SQUARES), Math.floor(short / FEWEST)));
  const [columns, rows] = [Math.floor(width / size), Math.floor(height / size)];
  const plane = { width: columns, height: rows, data: squareMemory.floats(columns * rows) };
  const across = size * channels;
  const stride = width * channels;
  const columnSums = sumMemory.shorts(stride + 16);
  const kernels = size <= MOST_ROWS ? pixelKernels(data, plane.data, columnSums) : undefined;
  if (kernels !== undefined) {
    const outputs = [columnSums.byteOffset, plane.data.byteOffset] as const;
    kernels.sumSquares(data.byteOffset, stride, size, across, columns, rows, ...outputs);
    return { ...plane, size };
  }
  const sums = new Float64Array(plane.width);
  for (let row = 0; row < plane.height; row++) {
    sums.fill(0);
    for (let y = row * size; y < (row + 1) * size; y++) {
      for (let column = 0, at = y * width * channels; column < plane.width; column++) {
        let sum = 0;
        for (const end = at + across; at < end; at++) sum += data[at];
        sums[column] += sum;
      }
    }
    for (let column = 0; column < plane.width; column++) {
      plane.data[row * plane.width + column] = sums[column] / (size * across);
    }
  }
  return { ...plane, size };
}

/** An edge of the sheet: a straight line from one side of the image to the opposite one. */
export interface SheetEdge {
  /** The side of the image that the edge is along. */
  readonly side: Side;
  /**
   * The distance of the edge from that side at its start (top or left) and at its end, in squares; negative is
   * outside.
   */
  readonly from: number;
  readonly to: number;
}

export const sides = ['left', 'right', 'top', 'bottom'] as const;
export type Side = (typeof sides)[number];

export const isUpright = (side: Side): boolean => side === 'left' || side === 'right';

/** Access to squares by position along a side and depth from it. */
export class Strip {
  /** Squares along the side, and from it to the opposite one. */
  readonly length: number;
  readonly depth: number;
  readonly data: Float32Array;
  /** Index of the first square, and how many squares further the next one along the side and that inwards are. */
  readonly start: number;
  readonly along: number;
  readonly inward: number;

  constructor({ width, height, data }: Plane, side: Side) {
    const upright = isUpright(side);
    this.length = upright ? height : width;
    this.depth = upright ? width : height;
    this.data = data;
    this.along = upright ? width : 1;
    const step = upright ? 1 : width;
    const far = side === 'right' || side === 'bottom';
    this.inward = far ? -step : step;
    this.start = far ? step * (this.depth - 1) : 0;
  }

  at(along: number, depth: number): number {
    return this.data[this.start + along * this.along + depth * this.inward];
  }

  /** Copies the squares at one position along the side, by depth. */
  copyLine(along: number, out: Float32Array): void {
    for (let d = 0, at = this.start + along * this.along; d < out.length; d++, at += this.inward) {
      out[d] = this.data[at];
    }
  }
}

/** The depth of an edge at a position along its side. */
export function depthAt({ from, to }: SheetEdge, along: number, length: number): number {
  return from + ((to - from) * along) / Math.max(1, length - 1);
}

/** The column and row of a position at this depth from a side. */
export function placeOf(
  side: Side,
  along: number,
  depth: number,
  { width, height }: Plane,
): readonly [number, number] {
  if (side === 'left') return [depth, along];
  if (side === 'right') return [width - 1 - depth, along];
  return side === 'top' ? [along, depth] : [along, height - 1 - depth];
}

/** The distance of a position, in squares, inwards from an edge. */
export function inwards(edge: SheetEdge, x: number, y: number, { width, height }: Plane): number {
  if (edge.side === 'left') return x - depthAt(edge, y, height);
  if (edge.side === 'right') return width - 1 - x - depthAt(edge, y, height);
  return edge.side === 'top' ? y - depthAt(edge, x, width) : height - 1 - y - depthAt(edge, x, width);
}
