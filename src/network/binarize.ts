/** Pictures of black and white alone. */

/** From this grey on, a pixel counts as ink. */
const INK = 128;

/** Each byte 0 or 255, which enter the net as 0 and 1. */
export function binarized(pixels: Uint8Array): Uint8Array {
  return pixels.map((grey) => (grey >= INK ? 255 : 0));
}
