/**
 * Kernels that update weights by their gradient: one step of an optimizer. To add one, add its settings and a row
 * here, and its function to `reference/update.ts` and `wasm/assembly/`; shape checks, command numbers and dispatch
 * are derived.
 *
 * Operands are w, the state of the optimizer, and dW, all I x O with the same layout; w and state are updated. g = dW
 * + decay w. State values with a magnitude below 1e-30 are flushed to 0. Without new gradients they would decay to
 * subnormal numbers, where rounding keeps them indefinitely and many processors are a hundred times slower.
 */

export interface UpdateSettings {
  /** w -= lr g. */
  readonly sgd: { readonly lr: number; readonly decay: number };
  /** v = momentum v + g; w -= lr v. */
  readonly momentum: { readonly lr: number; readonly momentum: number; readonly decay: number };
  /** v = momentum v + g; w -= lr (g + momentum v): Nesterov's momentum. */
  readonly nesterov: { readonly lr: number; readonly momentum: number; readonly decay: number };
  /**
   * m = m + (1 - beta1)(g - m); v = beta2 v + (1 - beta2) g g; w -= stepSize m / (rootScale sqrt(v) + epsilon)
   * (Kingma and Ba, 2015). The caller gives stepSize = lr / (1 - beta1^t) and rootScale = 1 / sqrt(1 - beta2^t) for step
   * t = 1, 2, ...
   */
  readonly adam: {
    readonly stepSize: number;
    readonly rootScale: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly epsilon: number;
    readonly decay: number;
  };
  /** v = rho v + (1 - rho) g g; w -= lr g / (sqrt(v) + epsilon) (Tieleman and Hinton, 2012). */
  readonly rmsprop: {
    readonly lr: number;
    readonly rho: number;
    readonly epsilon: number;
    readonly decay: number;
  };
}

export type UpdateKernel = keyof UpdateSettings;

/** The number of states between w and dW, and the numbers that the compiled kernel takes, in its order. */
interface UpdateRow<S> {
  readonly states: number;
  numbers(settings: S): readonly number[];
}

export const updateKernels: { readonly [K in UpdateKernel]: UpdateRow<UpdateSettings[K]> } = {
  sgd: { states: 0, numbers: ({ lr, decay }) => [lr, decay] },
  momentum: { states: 1, numbers: ({ lr, momentum, decay }) => [lr, momentum, decay] },
  nesterov: { states: 1, numbers: ({ lr, momentum, decay }) => [lr, momentum, decay] },
  adam: {
    states: 2,
    numbers: ({ stepSize, rootScale, beta1, beta2, epsilon, decay }) => [
      ...[stepSize, rootScale, 1 - beta1, beta2, 1 - beta2, epsilon, decay],
    ],
  },
  rmsprop: { states: 1, numbers: ({ lr, rho, epsilon, decay }) => [lr, rho, 1 - rho, epsilon, decay] },
};

export const updateNames: readonly UpdateKernel[] = Object.keys(updateKernels) as UpdateKernel[];
