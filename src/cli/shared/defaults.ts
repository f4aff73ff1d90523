/** What the commands use unless told otherwise. */

/** What `nn train` makes, and the others use. */
export const DEFAULT_MODEL = 'models/mnist.json';

export const DEFAULT_DATA = 'mnist-10k';
