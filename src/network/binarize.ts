/** Binarization of images. */

/** Pixels of at least this value count as ink. */
const INK = 128;

/** Maps each byte to 0 or 255, which the network receives as 0 and 1. */
export function binarized(pixels: Uint8Array): Uint8Array {
  return pixels.map((grey) => (grey >= INK ? 255 : 0));
}
