/** Sizes that are shared by all networks. */

/** Pixels along each side of an image in MNIST's form. */
export const IMAGE_WIDTH = 28;
export const IMAGE_HEIGHT = 28;
export const IMAGE_PIXELS: number = IMAGE_WIDTH * IMAGE_HEIGHT;

/** The digits 0 to 9. */
export const CLASSES = 10;

/** Maximum number of threads. */
export const MAX_THREADS = 64;

/** The method that Node's `util.inspect` and console call for a short description. */
export const inspectSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom');
