/** Images and sparse activations as the SIMD kernels store them: lists in kernel memory. */

import { type Images, Panels, SPARSE_PANEL, SparseRows } from '../matrix.ts';
import type { Allocation } from './allocation.ts';
import { CACHE_LINE } from './allocator.ts';
import type { CompiledKernels } from './commands.ts';
import { SharedPanels } from './shared-matrix.ts';

/** Images as records of their non-zero pixels, 4 bytes each; see `assembly/records.ts`. */
export class Records implements Images {
  readonly count: number;
  readonly cols: number;
  /** The address of each record. */
  readonly offsets: Int32Array;

  constructor(count: number, cols: number, offsets: Int32Array) {
    this.count = count;
    this.cols = cols;
    this.offsets = offsets;
  }
}

/** Instead of a number of rows: the batch has changed since it was listed by columns. */
export const UNLISTED = -1;

/** A batch as the addresses of the records of its images, or of its lists of activations. */
export class RecordRows extends SparseRows {
  readonly offsets: Int32Array;
  /** Segments of a record; 0 for lists. */
  readonly segments: number;
  /** Where its scratch memory is allocated. */
  readonly allocation: Allocation;
  /** Allocated by the first call of `augment`. */
  augmentScratch: AugmentScratch | null = null;
  /** Allocated by the first gradient of a wide layer. */
  columns: Columns | null = null;
  /** Memory for the gradient of its outputs, likewise. */
  dOut: SharedPanels | null = null;
  /** Counts the batches that have been listed. */
  version = 0;
  /** How many rows the last of them had, or UNLISTED. */
  listedRows: number = UNLISTED;

  constructor(rows: number, cols: number, offsets: Int32Array, segments: number, allocation: Allocation) {
    super(rows, cols);
    this.offsets = offsets;
    this.segments = segments;
    this.allocation = allocation;
  }
}

/** Memory for a batch by columns, for each thread; see `assembly/columns.ts`. */
export interface Columns {
  readonly address: number;
  /** Bytes from that of one thread to that of the next. */
  readonly stride: number;
}

/** Memory for a batch of augmented images; see `augment-scratch.ts`. */
export interface AugmentScratch {
  /** The address of the record of each augmented image. */
  readonly offsets: Int32Array;
  /** The addresses of the source records. */
  readonly sources: Int32Array;
  readonly keys: Int32Array;
  /** The draws for each image; see `augmentation.ts`. */
  readonly variations: Float32Array;
  /** The addresses of the last three. */
  readonly addresses: readonly number[];
}

/** Pixels per segment, as in `assembly/records.ts`. */
const SEGMENT = 64;
/** Number of images that are copied to kernel memory at a time for conversion to records. */
const STAGED_IMAGES = 1024;
/** Bytes that may be written after the last record. */
const OVERRUN = 16;

function segmentsOf(cols: number): number {
  return Math.ceil(cols / SEGMENT);
}

/** Buffer for the addresses of the records of a batch. */
export function recordRows(allocation: Allocation, rows: number, cols: number): RecordRows {
  return new RecordRows(rows, cols, allocation.integers(rows), segmentsOf(cols), allocation);
}

/** Units per part of a list, as in assembly/lists.ts. */
const PART_UNITS = 160;

const partsOf = (cols: number): number => Math.max(1, Math.round(cols / PART_UNITS));

/** Of an entry of a list or a column, as in assembly/entries.ts. */
const ENTRY_BYTES = 8;

/** The memory for a batch by columns: version, ends and columns for each thread, and a line between two of them. */
export function columnsOf(x: RecordRows, threads: number): Columns {
  const { offsets, cols, allocation } = x;
  if (x.columns === null) {
    const ends = Math.ceil((cols * 4) / CACHE_LINE) * CACHE_LINE;
    const columns = Math.ceil((cols * offsets.length * ENTRY_BYTES) / CACHE_LINE) * CACHE_LINE;
    const stride = CACHE_LINE + ends + columns + CACHE_LINE;
    x.columns = { address: allocation.reserve(threads * stride), stride };
  }
  return x.columns;
}

/** Memory in which a batch's dOut of so many columns is laid out in panels. */
export function dOutOf(x: RecordRows, cols: number): SharedPanels {
  if (x.dOut === null || x.dOut.cols < cols) {
    const rows = x.offsets.length;
    const data = x.allocation.floats(Panels.length(rows, cols, SPARSE_PANEL));
    x.dOut = new SharedPanels(rows, cols, SPARSE_PANEL, data);
  }
  return x.dOut;
}

/**
 * Buffer for lists of activations: the offset of each part and of the end, then an offset and a value for each and
 * one that is not kept.
 */
export function listRows(allocation: Allocation, rows: number, cols: number): RecordRows {
  const parts = partsOf(cols);
  const offsets = allocation.integers(rows);
  for (let n = 0; n < rows; n++) offsets[n] = allocation.reserve(4 * (parts + 1) + 8 * (cols + 1));
  return new RecordRows(rows, cols, offsets, 0, allocation);
}

/** Converts images to records. bytes: a whole number of images of `cols` pixels. */
export function compressImages(
  allocation: Allocation,
  kernels: CompiledKernels,
  bytes: Uint8Array,
  cols: number,
): Records {
  const count = bytes.length / cols;
  const offsets = allocation.integers(count);
  const staging = allocation.bytes(Math.min(count, STAGED_IMAGES) * cols);
  for (let start = 0; start < count; start += STAGED_IMAGES) {
    const images = Math.min(STAGED_IMAGES, count - start);
    staging.set(bytes.subarray(start * cols, (start + images) * cols));
    const most = images * (cols * 4 + 2 * segmentsOf(cols) + 6) + OVERRUN;
    const firstOffset = offsets.byteOffset + start * 4;
    const write = (to: number): number =>
      (kernels.compress(staging.byteOffset, images, cols, to, firstOffset) - to + OVERRUN) >>> 0; // addresses are 32 bits without a sign
    allocation.fill(most, write);
  }
  return new Records(count, cols, offsets);
}

/** @throws TypeError if images were adopted by other kernels */
export function ownImages(images: Images): Records {
  if (images instanceof Records) return images;
  throw new TypeError('these images belong to other kernels');
}

/** @throws TypeError if a batch was created by other kernels */
export function ownRows(x: SparseRows): RecordRows {
  if (x instanceof RecordRows) return x;
  throw new TypeError('this batch belongs to other kernels');
}

/** @throws TypeError if a batch was created by other kernels, or holds images */
export function ownLists(kernel: string, x: SparseRows): RecordRows {
  const rows = ownRows(x);
  if (rows.segments === 0) return rows;
  throw new TypeError(`${kernel}: this batch holds images, not activations`);
}
