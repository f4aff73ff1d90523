/** The kernels over pixels and activations without zeros, in WebAssembly SIMD. */

import type { KernelParameters } from '../kernels.ts';
import { type Matrix, type Panels, SPARSE_PANEL } from '../matrix.ts';
import { checkAugment, checkGather, checkShapes } from '../shapes.ts';
import { augmentScratchOf, drawBatch, SCRATCH_BYTES } from './augment-scratch.ts';
import { ImageEngine } from './image-kernels.ts';
import {
  COLS,
  IMAGE_BLOCKS,
  IMAGES,
  type Kind,
  ROWS,
  UNIT_TILE,
  UNITS,
  WHOLE,
  WRITE_COLS,
  WRITE_ROWS,
} from './schedule.ts';
import { addressOf } from './shared-matrix.ts';
import {
  type Columns,
  columnsOf,
  dOutOf,
  ownImages,
  ownLists,
  ownRows,
  type RecordRows,
} from './sparse-records.ts';

/** Activations of at least this width are partitioned by units, so that each core keeps its part of the weights. */
const WIDE = 64;
/**
 * With vectors of 256 bits, gradients of at least this many columns are sums over a batch by columns, if it has at most so
 * many rows; see `assembly/columns.ts`. With those of 128 bits it makes no difference.
 */
const COLUMNS_PAY = 512;
const COLUMNS_ROWS = 1024;

export abstract class SparseEngine extends ImageEngine {
  /** Scratch memory for each block of `augment`, allocated by its first call. */
  #scratch: number | null = null;

  gather(...[x, images, order, start]: KernelParameters<'gather'>): void {
    checkGather(x, images, order, start);
    const from = ownImages(images).offsets;
    this.finish(); // no pending command may read the previous batch
    const own = ownRows(x);
    own.listedRows = 0;
    for (let n = 0; n < x.rows; n++) own.offsets[n] = from[order[start + n]];
  }

  augment(...[x, images, order, start, key, augmentation]: KernelParameters<'augment'>): void {
    checkAugment(x, images, order, start, augmentation);
    const [own, from] = [ownRows(x), ownImages(images)];
    this.finish(); // no pending command may read the previous batch
    own.listedRows = 0;
    const scratch = augmentScratchOf(own);
    drawBatch(scratch, own, from, order, start, key, augmentation);
    this.#scratch ??= this.allocation.reserve(this.threads * IMAGE_BLOCKS * SCRATCH_BYTES);
    const blockRows = this.schedule.blockRows(IMAGES, x.rows);
    const degrades = augmentation.wear > 0 ? 1 : 0;
    const words = [own.offsets.byteOffset, ...scratch.addresses, this.#scratch, blockRows, degrades];
    this.schedule.add('augment', IMAGES, x.rows, [x, WRITE_ROWS], words);
  }

  /** Wide activations are partitioned by units, unless `from` was partitioned by images. */
  protected kindOf(out: Matrix, from?: Matrix): Kind {
    const before = from === undefined ? undefined : this.schedule.writtenBy(from);
    return before ?? (out.cols >= WIDE ? UNITS : IMAGES);
  }

  compressRows(...[x, z]: KernelParameters<'compressRows'>): void {
    checkShapes('compressRows', x, z);
    const own = ownLists('compressRows', x);
    own.listedRows = 0;
    const words = [own.offsets.byteOffset, addressOf(z), z.cols];
    this.schedule.add('compressRows', IMAGES, z.rows, [x, WRITE_ROWS, z, ROWS], words);
  }

  sparseAffine(...[out, x, w, b]: KernelParameters<'sparseAffine'>): void {
    checkShapes('sparseAffine', out, x, w, b);
    this.#sparseProduct(out, ownRows(x), w, b);
  }

  sparseMatmul(...[out, a, b]: KernelParameters<'sparseMatmul'>): void {
    checkShapes('sparseMatmul', out, a, b);
    this.#sparseProduct(out, ownLists('sparseMatmul', a), b, null);
  }

  #sparseProduct(out: Matrix, x: RecordRows, w: Panels, b: Matrix | null): void {
    // in training; the gradient would otherwise wait for it
    if (x.columns !== null) this.#listColumns(x, x.columns);
    const kind = this.kindOf(out);
    const uses = kind === UNITS ? [out, WRITE_COLS, x, WHOLE, w, COLS] : [out, WRITE_ROWS, x, ROWS, w, WHOLE];
    if (b !== null) uses.push(b, kind === UNITS ? COLS : WHOLE);
    const bias = b === null ? 0 : addressOf(b);
    const { offsets, cols, segments } = x;
    const words = [
      addressOf(out),
      offsets.byteOffset,
      addressOf(w),
      bias,
      out.rows,
      cols,
      out.cols,
      w.width,
      segments,
      kind,
      this.wideWord,
    ];
    this.schedule.add('sparseAffine', kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  sparseWeightGradient(...[dW, x, dOut]: KernelParameters<'sparseWeightGradient'>): void {
    checkShapes('sparseWeightGradient', dW, x, dOut);
    const wide = dW.width === SPARSE_PANEL;
    const uses: unknown[] = wide
      ? [dW, WRITE_COLS, x, WHOLE, dOut, COLS]
      : [dW, WRITE_ROWS, x, WHOLE, dOut, WHOLE];
    const own = ownRows(x);
    const words = [
      addressOf(dW),
      own.offsets.byteOffset,
      addressOf(dOut),
      x.rows,
      x.cols,
      dOut.cols,
      dW.width,
      own.segments,
    ];
    if (wide && this.wideVectors && own.offsets.length <= COLUMNS_ROWS && dW.cols >= COLUMNS_PAY) {
      const columns = columnsOf(own);
      const panels = dOutOf(own, dOut.cols);
      this.#listColumns(own, columns);
      uses.push(columns, WHOLE, panels, WRITE_COLS);
      words.push(columns.address, panels.address);
    } else words.push(0, 0);
    words.push(this.wideWord);
    this.schedule.add('sparseWeightGradient', UNITS, wide ? dW.cols : dW.rows, uses, words);
  }

  #listColumns(x: RecordRows, columns: Columns): void {
    if (x.listedRows === x.rows) return;
    x.listedRows = x.rows;
    const words = [columns.address, x.offsets.byteOffset, x.rows, x.cols, x.segments];
    this.schedule.add(
      'listColumns',
      UNITS,
      columns.parts * UNIT_TILE,
      [x, WHOLE, columns, WRITE_ROWS],
      words,
    );
  }
}
