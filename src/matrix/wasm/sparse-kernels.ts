/** The kernels over pixels and activations without zeros, in WebAssembly SIMD. */

import type { KernelParameters } from '../kernels.ts';
import { type Matrix, type Panels, SPARSE_PANEL, type Weights } from '../matrix.ts';
import { checkAlike, checkAugment, checkGather, checkShapes } from '../shapes.ts';
import type { UpdateKernel, UpdateSettings } from '../updates.ts';
import { augmentScratchOf, drawBatch, SCRATCH_BYTES } from './augment-scratch.ts';
import { ImageEngine } from './image-kernels.ts';
import {
  COLS,
  IMAGE_BLOCKS,
  IMAGES,
  type Kind,
  type Pending,
  ROWS,
  UNITS,
  WHOLE,
  WRITE_COLS,
  WRITE_ROWS,
} from './schedule.ts';
import { addressOf, floatBits } from './shared-matrix.ts';
import {
  columnsOf,
  dOutOf,
  ownImages,
  ownLists,
  ownRows,
  type RecordRows,
  UNLISTED,
} from './sparse-records.ts';

/** Activations of at least this width are partitioned by units, so that each core keeps its part of the weights. */
const WIDE = 64;
/**
 * With vectors of 256 bits, gradients of at least this many columns per thread are sums over a batch by columns, if it has
 * at most so many rows; see `assembly/columns.ts`. For fewer columns, each thread takes as long for its lists as they save.
 * With vectors of 128 bits they make no difference.
 */
const COLUMNS_PAY = 192;
const COLUMNS_ROWS = 1024;
/** The place of w among the operands of `sparseWeightGradient`; the learning rate follows. */
const UPDATED_WEIGHTS = 11;

export abstract class SparseEngine extends ImageEngine {
  /** Scratch memory for each block of `augment`, allocated by its first call. */
  #scratch: number | null = null;
  /** The latest gradient by columns into each dW. */
  readonly #columnGradients = new WeakMap<Weights, Pending>();

  gather(...[x, images, order, start]: KernelParameters<'gather'>): void {
    checkGather(x, images, order, start);
    const from = ownImages(images).offsets;
    this.finish(); // no pending command may read the previous batch
    const own = ownRows(x);
    own.listedRows = UNLISTED;
    for (let n = 0; n < x.rows; n++) own.offsets[n] = from[order[start + n]];
  }

  augment(...[x, images, order, start, key, augmentation]: KernelParameters<'augment'>): void {
    checkAugment(x, images, order, start, augmentation);
    const [own, from] = [ownRows(x), ownImages(images)];
    this.finish(); // no pending command may read the previous batch
    own.listedRows = UNLISTED;
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
    own.listedRows = UNLISTED;
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
    if (
      wide &&
      this.wideVectors &&
      own.offsets.length <= COLUMNS_ROWS &&
      dW.cols >= COLUMNS_PAY * this.threads
    ) {
      const columns = columnsOf(own, this.threads);
      const panels = dOutOf(own, dOut.cols);
      if (own.listedRows !== own.rows) {
        own.listedRows = own.rows;
        own.version++;
      }
      uses.push(panels, WRITE_COLS);
      words.push(columns.address, panels.address, this.wideWord, 0, 0, own.version, columns.stride);
      const pending = this.schedule.add('sparseWeightGradient', UNITS, dW.cols, uses, words);
      if (pending !== null) this.#columnGradients.set(dW, pending);
      return;
    }
    words.push(0, 0, this.wideWord, 0, 0);
    this.schedule.add('sparseWeightGradient', UNITS, wide ? dW.cols : dW.rows, uses, words);
  }

  /** SGD of a wide layer becomes part of the command for its gradient, if possible. */
  override update<K extends UpdateKernel>(
    rule: K,
    operands: readonly Weights[],
    settings: UpdateSettings[K],
  ): void {
    if (rule === 'sgd' && this.#absorbed(operands, settings as UpdateSettings['sgd'])) return;
    super.update(rule, operands, settings);
  }

  #absorbed([w, dW]: readonly Weights[], { lr, decay }: UpdateSettings['sgd']): boolean {
    const gradient = this.#columnGradients.get(dW);
    if (gradient === undefined || Math.fround(lr) === 0 || decay !== 0) return false;
    checkShapes('sgd', w, dW);
    checkAlike('sgd', w, dW);
    const words = [addressOf(w), floatBits(lr)];
    return this.schedule.absorb(gradient, dW, w, WRITE_COLS, UPDATED_WEIGHTS, words);
  }
}
