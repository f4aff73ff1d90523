/** The contract's kernels for weights in plain TypeScript. */

import type { Kernels } from '../kernels.ts';
import { checkAlike, checkShapes } from '../shapes.ts';
import type { Arithmetic } from './arithmetic.ts';
import * as update from './update.ts';
import * as weights from './weights.ts';

export abstract class ReferenceUpdates {
  readonly #arithmetic: Arithmetic;

  constructor(arithmetic: Arithmetic) {
    this.#arithmetic = arithmetic;
  }

  sgd(...[w, dW, lr, decay]: Parameters<Kernels['sgd']>): void {
    checkShapes('sgd', w, dW);
    checkAlike('sgd', w, dW);
    update.sgd(this.#arithmetic, w, dW, lr, decay);
  }

  momentum(...[w, v, dW, lr, momentum, decay]: Parameters<Kernels['momentum']>): void {
    checkShapes('momentum', w, v, dW);
    checkAlike('momentum', w, v, dW);
    update.momentum(this.#arithmetic, w, v, dW, lr, momentum, decay, false);
  }

  adam(...[w, m, v, dW, settings]: Parameters<Kernels['adam']>): void {
    checkShapes('adam', w, m, v, dW);
    checkAlike('adam', w, m, v, dW);
    update.adam(this.#arithmetic, w, m, v, dW, settings);
  }

  nesterov(...[w, v, dW, lr, momentum, decay]: Parameters<Kernels['nesterov']>): void {
    checkShapes('nesterov', w, v, dW);
    checkAlike('nesterov', w, v, dW);
    update.momentum(this.#arithmetic, w, v, dW, lr, momentum, decay, true);
  }

  rmsprop(...[w, v, dW, settings]: Parameters<Kernels['rmsprop']>): void {
    checkShapes('rmsprop', w, v, dW);
    checkAlike('rmsprop', w, v, dW);
    update.rmsprop(this.#arithmetic, w, v, dW, settings);
  }

  scale(...[w, factor]: Parameters<Kernels['scale']>): void {
    checkShapes('scale', w);
    weights.scale(this.#arithmetic, w, factor);
  }

  blend(...[average, w, share]: Parameters<Kernels['blend']>): void {
    checkShapes('blend', average, w);
    checkAlike('blend', average, w);
    weights.blend(this.#arithmetic, average, w, share);
  }

  addSigns(...[dW, w, rate]: Parameters<Kernels['addSigns']>): void {
    checkShapes('addSigns', dW, w);
    checkAlike('addSigns', dW, w);
    weights.addSigns(this.#arithmetic, dW, w, rate);
  }

  columnSquares(...[out, w]: Parameters<Kernels['columnSquares']>): void {
    checkShapes('columnSquares', out, w);
    weights.columnSquares(this.#arithmetic, out, w);
  }
}
