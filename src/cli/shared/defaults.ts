/** Defaults of the commands. */

/** The output of `nn train`, and the input of the others. */
export const DEFAULT_MODEL = 'models/mnist.json';

export const DEFAULT_DATA = 'mnist-10k';
