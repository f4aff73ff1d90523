/**
 * The kernels that apply one function f to each element, and those of their derivatives. To add one, add a row here, the two
 * functions to `reference/activation.ts` and to `wasm/assembly/activation.ts`; shape checks, command numbers and dispatch
 * follow from this table.
 *
 * `saved` is what the backward pass computes the derivative from: the output, which needs no memory of its own, or the
 * input z where different inputs may give the same output.
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
   * f(z) = z s with s = 1 / (1 + e^-v) and v = sqrt(8/pi) (z + 0.044715 z^3), which is z (1 + tanh(v / 2)) / 2: GELU with
   * the tanh approximation (D. Hendrycks and K. Gimpel, "Gaussian error linear units", 2016). In v and its slope, z beyond
   * 9.875 counts as 9.875: s is 1 there, and s of its negative is below 2e-37. dZ = dOut (s + z s (1 - s) v').
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
