/** The geometry of windows of convolution and pooling. */

/**
 * Images of height x width x channels in the rows of a matrix, channels last: element (y, x, c) of an image is in
 * column (y width + x) channels + c. Windows start at every `stride`-th row and column where they fit completely.
 */
export interface Windows {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly windowHeight: number;
  readonly windowWidth: number;
  readonly stride: number;
}

/** Number of window rows; V. Dumoulin and F. Visin, "A guide to convolution arithmetic" (2016), relation 5. */
export function windowRows({ height, windowHeight, stride }: Windows): number {
  return Math.floor((height - windowHeight) / stride) + 1;
}

/** Number of window columns. */
export function windowCols({ width, windowWidth, stride }: Windows): number {
  return Math.floor((width - windowWidth) / stride) + 1;
}

/** Number of elements of an image. */
export function imageSize({ height, width, channels }: Windows): number {
  return height * width * channels;
}

/** Number of elements of a window. */
export function windowSize({ windowHeight, windowWidth, channels }: Windows): number {
  return windowHeight * windowWidth * channels;
}

/** Number of images whose filter gradients are summed first; see `conv2dPartialGradients` in `kernels.ts`. */
export const GROUP = 8;

/** Number of rows of the partial gradients of a batch. */
export function groupsOf(images: number): number {
  return Math.ceil(images / GROUP);
}
