/** Sizes of what every net takes and gives, once. */

/** Pixels along each side of an image in MNIST's form. */
export const IMAGE_WIDTH = 28;
export const IMAGE_HEIGHT = 28;
export const IMAGE_PIXELS: number = IMAGE_WIDTH * IMAGE_HEIGHT;

/** The digits 0 to 9. */
export const CLASSES = 10;

/** More threads than this are refused. */
export const MAX_THREADS = 64;

/** The name of the method that Node's `util.inspect` and console ask for a short text. */
export const inspectSymbol: unique symbol = Symbol.for('nodejs.util.inspect.custom');
