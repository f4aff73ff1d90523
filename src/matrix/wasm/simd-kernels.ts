/** The kernels in WebAssembly SIMD. Checks each call and adds it to the schedule; the engine executes it. */

import { inspectSymbol } from '../../constants.ts';
import { backwardOf } from '../activations.ts';
import type { KernelParameters, Kernels, Scope } from '../kernels.ts';
import { type Matrix, type Panels, SPARSE_PANEL } from '../matrix.ts';
import { checkAugment, checkGather, checkLabels, checkShapes } from '../shapes.ts';
import { augmentScratchOf, drawBatch, SCRATCH_BYTES } from './augment-scratch.ts';
import type { KernelName } from './commands.ts';
import { ImageEngine } from './image-kernels.ts';
import {
  COLS,
  IMAGE_BLOCKS,
  IMAGES,
  type Kind,
  ROWS,
  UNIT_BLOCKS,
  UNIT_TILE,
  UNITS,
  WHOLE,
  WRITE_COLS,
  WRITE_ROWS,
} from './schedule.ts';
import { addressOf, floatBits, viewAddress } from './shared-matrix.ts';
import {
  type Columns,
  columnsOf,
  ownImages,
  ownLists,
  ownRows,
  type RecordRows,
  ROW_BYTES,
} from './sparse-records.ts';
import type { WasmModule } from './webassembly.ts';

/** Activations of at least this width are partitioned by units, so that each core keeps its part of the weights. */
const WIDE = 64;
/**
 * With vectors of 256 bits, gradients of at least this many columns are sums over a batch by columns, if it has at most so
 * many rows; see `assembly/columns.ts`. With those of 128 bits it makes no difference.
 */
const COLUMNS_PAY = 512;
const COLUMNS_ROWS = 1024;

export class SimdKernels extends ImageEngine implements Kernels {
  readonly backend = 'simd' as const;

  static {
    Object.defineProperty(SimdKernels.prototype, inspectSymbol, {
      value(this: SimdKernels) {
        return `Kernels { simd, ${this.threads} ${this.threads === 1 ? 'thread' : 'threads'} }`;
      },
    });
  }

  /** Scratch memory for each block of `augment`, allocated by its first call. */
  #scratch: number | null = null;

  constructor(source: WasmModule | SimdKernels, threads = 1) {
    super(source, threads);
  }

  scope(): Scope {
    return new SimdScope(this);
  }

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
  #kindOf(out: Matrix, from?: Matrix): Kind {
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
    const kind = this.#kindOf(out);
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
    ];
    this.schedule.add('sparseAffine', kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  affine(...[out, x, w, b]: KernelParameters<'affine'>): void {
    checkShapes('affine', out, x, w, b);
    this.#product(out, x, w, b);
  }

  matmul(...[out, a, b]: KernelParameters<'matmul'>): void {
    checkShapes('matmul', out, a, b);
    this.#product(out, a, b, null);
  }

  #product(out: Matrix, x: Matrix, w: Panels, b: Matrix | null): void {
    const kind = this.#kindOf(out);
    const uses = kind === UNITS ? [out, WRITE_COLS, x, WHOLE, w, COLS] : [out, WRITE_ROWS, x, ROWS, w, WHOLE];
    if (b !== null) uses.push(b, kind === UNITS ? COLS : WHOLE);
    const bias = b === null ? 0 : addressOf(b);
    const words = [
      addressOf(out),
      addressOf(x),
      addressOf(w),
      bias,
      out.rows,
      x.cols,
      out.cols,
      w.width,
      kind,
    ];
    this.schedule.add('affine', kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  activate(...[f, out, z, slope = 0]: KernelParameters<'activate'>): void {
    checkShapes(f, out, z);
    this.#each(f, out, z, z, floatBits(slope));
  }

  activateBackward(...[f, dZ, dOut, saved, slope = 0]: KernelParameters<'activateBackward'>): void {
    const kernel = backwardOf[f];
    checkShapes(kernel, dZ, dOut, saved);
    this.#each(kernel, dZ, dOut, saved, floatBits(slope));
  }

  #each(kernel: KernelName, out: Matrix, a: Matrix, b: Matrix, setting: number): void {
    const kind = this.#kindOf(out, a);
    const uses = kind === UNITS ? [out, WRITE_COLS, a, COLS, b, COLS] : [out, WRITE_ROWS, a, ROWS, b, ROWS];
    const words = [addressOf(out), addressOf(a), addressOf(b), out.rows, out.cols, kind, setting];
    this.schedule.add(kernel, kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  dropout(...[out, x, key, rate]: KernelParameters<'dropout'>): void {
    checkShapes('dropout', out, x);
    const kind = this.#kindOf(out, x);
    const uses = kind === UNITS ? [out, WRITE_COLS, x, COLS] : [out, WRITE_ROWS, x, ROWS];
    const threshold = Math.floor(rate * 2 ** 32);
    const scale = Math.fround(1 / Math.fround(1 - rate));
    const words = [addressOf(out), addressOf(x), out.rows, out.cols, kind, key, threshold, floatBits(scale)];
    this.schedule.add('dropout', kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  softmax(...[out, z, temperature]: KernelParameters<'softmax'>): void {
    checkShapes('softmax', out, z);
    const words = [addressOf(out), addressOf(z), z.cols, floatBits(temperature)];
    this.schedule.add('softmax', IMAGES, z.rows, [out, WRITE_ROWS, z, ROWS], words);
  }

  softmaxCrossEntropy(...operands: KernelParameters<'softmaxCrossEntropy'>): void {
    this.#loss('softmaxCrossEntropy', ...operands);
  }

  sigmoidSquaredError(...operands: KernelParameters<'sigmoidSquaredError'>): void {
    this.#loss('sigmoidSquaredError', ...operands);
  }

  sigmoidCrossEntropy(...operands: KernelParameters<'sigmoidCrossEntropy'>): void {
    this.#loss('sigmoidCrossEntropy', ...operands);
  }

  #loss(
    kernel: 'softmaxCrossEntropy' | 'sigmoidSquaredError' | 'sigmoidCrossEntropy',
    ...[dZ, losses, z, labels, smoothing = 0]: KernelParameters<'softmaxCrossEntropy'>
  ): void {
    checkShapes(kernel, dZ, losses, z);
    checkLabels(labels, z);
    const words = [
      addressOf(dZ),
      addressOf(losses),
      addressOf(z),
      viewAddress(labels),
      z.rows,
      z.cols,
      floatBits(smoothing),
    ];
    this.schedule.add(kernel, IMAGES, z.rows, [dZ, WRITE_ROWS, losses, WRITE_ROWS, z, ROWS], words);
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
    const byColumns = this.wideVectors && own.offsets.length <= COLUMNS_ROWS && dW.cols >= COLUMNS_PAY;
    if (wide && byColumns) {
      own.columns ??= columnsOf(own, this.threads * UNIT_BLOCKS);
      this.#listColumns(own, own.columns);
      uses.push(own.columns, WHOLE);
      const { address, dOutRows } = own.columns;
      words.push(address, dOutRows, own.offsets.length * ROW_BYTES, this.schedule.blockRows(UNITS, dW.cols));
    } else words.push(0);
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

  weightGradient(...[dW, x, dOut]: KernelParameters<'weightGradient'>): void {
    checkShapes('weightGradient', dW, x, dOut);
    const words = [addressOf(dW), addressOf(x), addressOf(dOut), x.rows, x.cols, dOut.cols, dW.width];
    this.schedule.add('weightGradient', UNITS, dW.rows, [dW, WRITE_ROWS, x, COLS, dOut, WHOLE], words);
  }

  columnSums(...[out, a]: KernelParameters<'columnSums'>): void {
    checkShapes('columnSums', out, a);
    this.schedule.add(
      'columnSums',
      UNITS,
      a.cols,
      [out, WRITE_COLS, a, COLS],
      [addressOf(out), addressOf(a), a.rows, a.cols],
    );
  }

  transpose(...[out, a]: KernelParameters<'transpose'>): void {
    checkShapes('transpose', out, a);
    const words = [addressOf(out), addressOf(a), a.rows, a.cols, out.width, a.width];
    this.schedule.add('transpose', UNITS, a.rows, [out, WRITE_COLS, a, ROWS], words);
  }
}

/** Kernels with the same threads and memory, but with a separate allocation. */
class SimdScope extends SimdKernels implements Scope {
  constructor(lender: SimdKernels) {
    super(lender, lender.threads);
  }

  release(): void {
    this.free();
  }

  override async close(): Promise<void> {
    this.release();
  }
}
