/** Pixels as a canvas has them. */

import type { PageImage } from './protocol.ts';

export function toImageData({ width, height, channels, data }: PageImage): ImageData {
  const image = new ImageData(width, height);
  const colours = channels >= 3 ? [0, 1, 2] : [0, 0, 0];
  const alpha = channels % 2 === 0 ? channels - 1 : null;
  for (let p = 0, from = 0; p < image.data.length; p += 4, from += channels) {
    for (let c = 0; c < 3; c++) image.data[p + c] = data[from + colours[c]];
    image.data[p + 3] = alpha === null ? 255 : data[from + alpha];
  }
  return image;
}
