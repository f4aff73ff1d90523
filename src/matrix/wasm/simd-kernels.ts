/** The kernels in WebAssembly SIMD. Checks each call and adds it to the schedule; the engine executes it. */

import { inspectSymbol } from '../../constants.ts';
import { backwardOf } from '../activations.ts';
import type { KernelParameters, Kernels, Scope } from '../kernels.ts';
import type { Matrix, Panels } from '../matrix.ts';
import { checkLabels, checkShapes } from '../shapes.ts';
import type { KernelName } from './commands.ts';
import { COLS, IMAGES, ROWS, UNITS, WHOLE, WRITE_COLS, WRITE_ROWS } from './schedule.ts';
import { addressOf, floatBits, viewAddress } from './shared-matrix.ts';
import { SparseEngine } from './sparse-kernels.ts';
import type { WasmModule } from './webassembly.ts';

export class SimdKernels extends SparseEngine implements Kernels {
  readonly backend = 'simd' as const;

  static {
    Object.defineProperty(SimdKernels.prototype, inspectSymbol, {
      value(this: SimdKernels) {
        return `Kernels { simd, ${this.threads} ${this.threads === 1 ? 'thread' : 'threads'} }`;
      },
    });
  }

  constructor(source: WasmModule | SimdKernels, threads = 1) {
    super(source, threads);
  }

  scope(): Scope {
    return new SimdScope(this);
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
    const kind = this.kindOf(out);
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
      this.wideWord,
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
    const kind = this.kindOf(out, a);
    const uses = kind === UNITS ? [out, WRITE_COLS, a, COLS, b, COLS] : [out, WRITE_ROWS, a, ROWS, b, ROWS];
    const words = [addressOf(out), addressOf(a), addressOf(b), out.rows, out.cols, kind, setting];
    this.schedule.add(kernel, kind, kind === UNITS ? out.cols : out.rows, uses, words);
  }

  dropout(...[out, x, key, rate]: KernelParameters<'dropout'>): void {
    checkShapes('dropout', out, x);
    const kind = this.kindOf(out, x);
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

  weightGradient(...[dW, x, dOut]: KernelParameters<'weightGradient'>): void {
    checkShapes('weightGradient', dW, x, dOut);
    const words = [
      addressOf(dW),
      addressOf(x),
      addressOf(dOut),
      x.rows,
      x.cols,
      dOut.cols,
      dW.width,
      this.wideWord,
    ];
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
