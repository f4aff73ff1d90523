/** Cuts a mark into parts with labels of their own. */

import type { Box } from '../image.ts';
import { ScratchMemory } from '../raster/scratch-memory.ts';
import { pixelKernels } from '../wasm/pixel-kernels.ts';
import { Extent } from './extent.ts';
import type { Seam } from './split-seam.ts';

const columnMemory = new ScratchMemory();
const boundsMemory = new ScratchMemory();
const labelMemory = new ScratchMemory();

/** A mark, or the part of one between two cuts. */
export interface Atom {
  readonly box: Box;
  readonly labels: readonly number[];
  /** The cost of the cut on its left, in stroke widths; null if a mark begins there. */
  readonly cut: number | null;
}

/**
 * Gives the parts of a mark between cuts labels of their own.
 *
 * @param seams from left to right
 * @param box of the mark
 * @param own by label: 1 for those of the mark
 * @param width of the page, in pixels
 * @param labels by pixel, changed in place
 * @param boxes of all labels: those of new labels are appended
 */
export function cutAlong(
  seams: readonly Seam[],
  box: Box,
  own: Uint8Array,
  width: number,
  labels: Int32Array,
  boxes: Box[],
): Atom[] {
  const cuts = columnsOf(seams, box.height);
  const bounds = partsOf(seams, cuts, box, own, width, labels);
  const labelOf = labelMemory.integers(bounds.length).fill(0);
  const atoms: Atom[] = [];
  for (const [k, inner] of bounds.entries()) {
    if (inner === undefined) continue;
    const atomBox = { ...inner, x: box.x + inner.x, y: box.y + inner.y };
    labelOf[k] = boxes.push(atomBox);
    atoms.push({ box: atomBox, labels: [labelOf[k]], cut: atoms.length === 0 ? null : seams[k - 1].cost });
  }
  labelParts(seams, cuts, box, own, width, labels, labelOf);
  return atoms;
}

/** The columns of all cuts, one after another. */
function columnsOf(seams: readonly Seam[], height: number): Int32Array {
  const cuts = columnMemory.integers(seams.length * height);
  for (const [k, { columns }] of seams.entries()) cuts.set(columns, k * height);
  return cuts;
}

/** The boxes within `box` of the parts between cuts; undefined for those without ink. */
function partsOf(
  seams: readonly Seam[],
  cuts: Int32Array,
  box: Box,
  own: Uint8Array,
  width: number,
  labels: Int32Array,
): (Box | undefined)[] {
  const bounds = boundsMemory.integers(4 * (seams.length + 1));
  const kernels = pixelKernels(labels, own, cuts, bounds);
  if (kernels !== undefined) {
    kernels.measureParts(
      ...placeOf(labels, own, width, box),
      cuts.byteOffset,
      seams.length,
      bounds.byteOffset,
    );
    return Array.from({ length: seams.length + 1 }, (_, k) => {
      const [x, y, right, bottom] = bounds.subarray(4 * k);
      return right < 0 ? undefined : { x, y, width: right - x + 1, height: bottom - y + 1 };
    });
  }
  const parts = Array.from({ length: seams.length + 1 }, () => new Extent());
  forEachRun(seams, box, (k, row, left, right) => {
    const start = (box.y + row) * width + box.x;
    let [first, final] = [left, right - 1];
    while (first <= final && own[labels[start + first]] === 0) first++;
    if (first > final) return;
    while (own[labels[start + final]] === 0) final--;
    parts[k].add(row, first, final);
  });
  return parts.map((part) => part.box());
}

function labelParts(
  seams: readonly Seam[],
  cuts: Int32Array,
  box: Box,
  own: Uint8Array,
  width: number,
  labels: Int32Array,
  labelOf: Int32Array,
): void {
  const kernels = pixelKernels(labels, own, cuts, labelOf);
  if (kernels !== undefined) {
    kernels.labelParts(
      ...placeOf(labels, own, width, box),
      cuts.byteOffset,
      seams.length,
      labelOf.byteOffset,
    );
    return;
  }
  forEachRun(seams, box, (k, row, left, right) => {
    const start = (box.y + row) * width + box.x;
    const label = labelOf[k];
    for (let p = start + left; p < start + right; p++) if (own[labels[p]] !== 0) labels[p] = label;
  });
}

/** Where the kernels find a mark: the first arguments of both. */
const placeOf = (labels: Int32Array, own: Uint8Array, width: number, { x, y, width: across, height }: Box) =>
  [labels.byteOffset, own.byteOffset, width, x, y, across, height] as const;

/** The columns of each part between cuts, from `left` to before `right`, row by row. */
function forEachRun(
  seams: readonly Seam[],
  { width, height }: Box,
  see: (part: number, row: number, left: number, right: number) => void,
): void {
  for (let row = 0; row < height; row++) {
    let left = 0;
    for (let k = 0; k <= seams.length && left < width; k++) {
      const right = k < seams.length ? Math.min(width, seams[k].columns[row] + 1) : width;
      if (right <= left) continue; // cuts may cross
      see(k, row, left, right);
      left = right;
    }
  }
}
