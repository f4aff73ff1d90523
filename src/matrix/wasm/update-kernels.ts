/** The contract's kernels for weights in WebAssembly SIMD: steps of the optimizers, and what goes with them. */

import type { KernelParameters } from '../kernels.ts';
import { Panels, SPARSE_PANEL, type Weights } from '../matrix.ts';
import { checkAlike, checkShapes } from '../shapes.ts';
import type { KernelName } from './commands.ts';
import { Engine } from './engine.ts';
import { COLS, UNITS, WRITE_COLS, WRITE_ROWS } from './schedule.ts';
import { at, bits } from './shared-matrix.ts';

/** Kernels that work on each element of operands that are laid out alike. */
type ElementKernel = Extract<
  KernelName,
  'sgd' | 'momentum' | 'nesterov' | 'adam' | 'rmsprop' | 'scale' | 'blend' | 'addSigns'
>;

export abstract class UpdateEngine extends Engine {
  sgd(...[w, dW, lr, decay]: KernelParameters<'sgd'>): void {
    checkShapes('sgd', w, dW);
    this.#update('sgd', [w, dW], [bits(lr), bits(decay)]);
  }

  momentum(...[w, v, dW, lr, momentum, decay]: KernelParameters<'momentum'>): void {
    checkShapes('momentum', w, v, dW);
    this.#update('momentum', [w, v, dW], [bits(lr), bits(momentum), bits(decay)]);
  }

  adam(...[w, m, v, dW, settings]: KernelParameters<'adam'>): void {
    checkShapes('adam', w, m, v, dW);
    const { stepSize, rootScale, beta1, beta2, epsilon, decay } = settings;
    const blends = [bits(1 - beta1), bits(beta2), bits(1 - beta2)];
    this.#update(
      'adam',
      [w, m, v, dW],
      [bits(stepSize), bits(rootScale), ...blends, bits(epsilon), bits(decay)],
    );
  }

  nesterov(...[w, v, dW, lr, momentum, decay]: KernelParameters<'nesterov'>): void {
    checkShapes('nesterov', w, v, dW);
    this.#update('nesterov', [w, v, dW], [bits(lr), bits(momentum), bits(decay)]);
  }

  rmsprop(...[w, v, dW, { lr, memory, epsilon, decay }]: KernelParameters<'rmsprop'>): void {
    checkShapes('rmsprop', w, v, dW);
    const blends = [bits(memory), bits(1 - memory)];
    this.#update('rmsprop', [w, v, dW], [bits(lr), ...blends, bits(epsilon), bits(decay)]);
  }

  scale(...[w, factor]: KernelParameters<'scale'>): void {
    checkShapes('scale', w);
    this.#update('scale', [w], [bits(factor)]);
  }

  blend(...[average, w, share]: KernelParameters<'blend'>): void {
    checkShapes('blend', average, w);
    this.#update('blend', [average, w], [bits(share)]);
  }

  addSigns(...[dW, w, rate]: KernelParameters<'addSigns'>): void {
    checkShapes('addSigns', dW, w);
    this.#update('addSigns', [dW, w], [bits(rate)]);
  }

  columnSquares(...[out, w]: KernelParameters<'columnSquares'>): void {
    checkShapes('columnSquares', out, w);
    const width = w instanceof Panels ? w.width : w.cols;
    const words = [at(out), at(w), w.rows, width];
    this.schedule.add('columnSquares', UNITS, w.cols, [out, WRITE_COLS, w, COLS], words);
  }

  /** Where the elements lie that an update shares out; see `assembly/update.ts`. */
  #update(kernel: ElementKernel, operands: readonly Weights[], floats: readonly number[]): void {
    checkAlike(kernel, ...operands);
    const [w] = operands;
    const byRows = w instanceof Panels ? w.width !== SPARSE_PANEL : w.rows > 1;
    const uses: unknown[] = [];
    const words: number[] = [];
    for (const operand of operands) {
      uses.push(operand, byRows ? WRITE_ROWS : WRITE_COLS);
      words.push(at(operand));
    }
    pushChunks(words, w, byRows);
    for (const float of floats) words.push(float);
    this.schedule.add(kernel, UNITS, byRows ? w.rows : w.cols, uses, words);
  }
}

/** How many chunks of memory rows or columns lie in, bytes from one to the next, bytes of a row, and its unit. */
function pushChunks(words: number[], w: Weights, byRows: boolean): void {
  const { rows, cols } = w;
  if (!(w instanceof Panels)) words.push(1, 0, byRows ? cols * 4 : 4, 1);
  else if (byRows) words.push(Math.ceil(cols / w.width), rows * w.width * 4, w.width * 4, 1);
  else words.push(1, 0, rows * 4, w.width);
}
