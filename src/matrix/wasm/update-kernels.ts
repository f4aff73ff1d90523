/** The kernels for weights in WebAssembly SIMD: optimizer steps and related operations. */

import type { KernelParameters } from '../kernels.ts';
import { Panels, SPARSE_PANEL, type Weights } from '../matrix.ts';
import { checkAlike, checkShapes } from '../shapes.ts';
import { type UpdateKernel, type UpdateSettings, updateKernels } from '../updates.ts';
import type { KernelName } from './commands.ts';
import { Engine } from './engine.ts';
import { COLS, UNITS, WRITE_COLS, WRITE_ROWS } from './schedule.ts';
import { addressOf, floatBits } from './shared-matrix.ts';

/** Elementwise kernels whose operands have the same layout. */
type ElementKernel = UpdateKernel | Extract<KernelName, 'scale' | 'lerp' | 'addL1Gradient'>;

export abstract class UpdateEngine extends Engine {
  update<K extends UpdateKernel>(rule: K, operands: readonly Weights[], settings: UpdateSettings[K]): void {
    checkShapes(rule, ...operands);
    this.#update(rule, operands, updateKernels[rule].numbers(settings).map(floatBits));
  }

  scale(...[w, factor]: KernelParameters<'scale'>): void {
    checkShapes('scale', w);
    this.#update('scale', [w], [floatBits(factor)]);
  }

  lerp(...[average, w, fraction]: KernelParameters<'lerp'>): void {
    checkShapes('lerp', average, w);
    this.#update('lerp', [average, w], [floatBits(fraction)]);
  }

  addL1Gradient(...[dW, w, rate]: KernelParameters<'addL1Gradient'>): void {
    checkShapes('addL1Gradient', dW, w);
    this.#update('addL1Gradient', [dW, w], [floatBits(rate)]);
  }

  columnSquares(...[out, w]: KernelParameters<'columnSquares'>): void {
    checkShapes('columnSquares', out, w);
    const width = w instanceof Panels ? w.width : w.cols;
    const words = [addressOf(out), addressOf(w), w.rows, width];
    this.schedule.add('columnSquares', UNITS, w.cols, [out, WRITE_COLS, w, COLS], words);
  }

  /** Schedules an update, whose elements are partitioned into chunks; see `assembly/chunks.ts`. */
  #update(kernel: ElementKernel, operands: readonly Weights[], floats: readonly number[]): void {
    checkAlike(kernel, ...operands);
    const [w] = operands;
    const byRows = w instanceof Panels ? w.width !== SPARSE_PANEL : w.rows > 1;
    const uses: unknown[] = [];
    const words: number[] = [];
    for (const operand of operands) {
      uses.push(operand, byRows ? WRITE_ROWS : WRITE_COLS);
      words.push(addressOf(operand));
    }
    pushChunks(words, w, byRows);
    for (const float of floats) words.push(float);
    this.schedule.add(kernel, UNITS, byRows ? w.rows : w.cols, uses, words);
  }
}

/** Appends the number of chunks, the bytes between them, the bytes of a row or column, and the rounding of the end. */
function pushChunks(words: number[], w: Weights, byRows: boolean): void {
  const { rows, cols } = w;
  if (!(w instanceof Panels)) words.push(1, 0, byRows ? cols * 4 : 4, 1);
  else if (byRows) words.push(Math.ceil(cols / w.width), rows * w.width * 4, w.width * 4, 1);
  else words.push(1, 0, rows * 4, w.width);
}
