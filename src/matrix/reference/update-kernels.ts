/** The reference kernels for weights. */

import type { Kernels } from '../kernels.ts';
import type { Weights } from '../matrix.ts';
import { checkAlike, checkShapes } from '../shapes.ts';
import type { UpdateKernel, UpdateSettings } from '../updates.ts';
import type { Arithmetic } from './arithmetic.ts';
import { updates } from './update.ts';
import * as weights from './weights.ts';

export abstract class ReferenceUpdates {
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  update<K extends UpdateKernel>(rule: K, operands: readonly Weights[], settings: UpdateSettings[K]): void {
    checkShapes(rule, ...operands);
    checkAlike(rule, ...operands);
    updates[rule](this.#arithmetic, operands, settings);
  }

  scale(...[w, factor]: Parameters<Kernels['scale']>): void {
    checkShapes('scale', w);
    weights.scale(this.#arithmetic, w, factor);
  }

  lerp(...[average, w, fraction]: Parameters<Kernels['lerp']>): void {
    checkShapes('lerp', average, w);
    checkAlike('lerp', average, w);
    weights.lerp(this.#arithmetic, average, w, fraction);
  }

  addL1Gradient(...[dW, w, rate]: Parameters<Kernels['addL1Gradient']>): void {
    checkShapes('addL1Gradient', dW, w);
    checkAlike('addL1Gradient', dW, w);
    weights.addL1Gradient(this.#arithmetic, dW, w, rate);
  }

  columnSquares(...[out, w]: Parameters<Kernels['columnSquares']>): void {
    checkShapes('columnSquares', out, w);
    weights.columnSquares(this.#arithmetic, out, w);
  }
}
