/**
 * Kernels that apply a function f to each element, and the kernels of their derivatives. To add one, add a row here
 * and its two functions to `reference/activation.ts` and `wasm/assembly/activation.ts`; shape checks, command numbers
 * and dispatch are derived from this table.
 *
 * `saved` is the tensor from which the backward pass computes the derivative: the output, which needs no additional
 * memory, or the input z if different inputs can give the same output.
 */
export const activationKernels = {
  /** f(z) = max(z, 0). dZ = dOut where out > 0, else 0. */
  relu: { saved: 'out' },
  /** f(z) = 1 / (1 + e^-z). dZ = dOut out (1 - out). */
  sigmoid: { saved: 'out' },
  /** f(z) = tanh z. dZ = dOut (1 - out out). */
  tanh: { saved: 'out' },
  /** f(z) = z where z > 0, else slope z; slope above 0. dZ = dOut where out > 0, else slope dOut. */
  leakyRelu: { saved: 'out' },
  /**
   * f(z) = z s with s = 1 / (1 + e^-v) and v = sqrt(8/pi) (z + 0.044715 z^3), which equals z (1 + tanh(v / 2)) / 2:
   * GELU with the tanh approximation (D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016). In v and its
   * derivative, z is clamped to [-9.875, 9.875]: s rounds to 1 at one end, and is below 2e-37 at the other. dZ = dOut
   * (s + z s (1 - s) v').
   */
  gelu: { saved: 'z' },
} as const;

export type ActivationKernel = keyof typeof activationKernels;
export type BackwardKernel = `${ActivationKernel}Backward`;

export const activationNames: readonly ActivationKernel[] = Object.keys(
  activationKernels,
) as ActivationKernel[];

/** The name of the kernel of its derivative. */
export const backwardOf: Readonly<Record<ActivationKernel, BackwardKernel>> = Object.fromEntries(
  activationNames.map((name) => [name, `${name}Backward`]),
) as Record<ActivationKernel, BackwardKernel>;
