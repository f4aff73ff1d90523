/** Formats of raw pixels, which need no external decoder: BMP and Netpbm. */

import type { RasterImage } from '../image.ts';
import { decodeBmp } from './bmp.ts';
import { type DecodedImage, type ImageFormat, MAX_PIXELS, WORKING_SIZE } from './decoded-image.ts';
import { undecodable } from './image-format.ts';
import { decodeNetpbm } from './netpbm.ts';

/**
 * Undefined for other formats.
 *
 * @param name names the file in messages
 * @throws ImageError if the bytes are damaged, of an unsupported kind, or too large
 */
export function decodePlain(bytes: Uint8Array, format: ImageFormat, name: string): DecodedImage | undefined {
  if (format !== 'BMP' && format !== 'Netpbm') return undefined;
  try {
    const whole = format === 'BMP' ? decodeBmp(bytes, MAX_PIXELS) : decodeNetpbm(bytes, MAX_PIXELS);
    return { ...toWorkingSize(whole), format };
  } catch (cause) {
    throw undecodable(name, format, cause);
  }
}

/** Reduces an image to the working size if it is larger, and returns the scale. */
export function toWorkingSize(whole: RasterImage): Pick<DecodedImage, 'picture' | 'scale'> {
  const side = Math.ceil(Math.max(whole.width, whole.height) / WORKING_SIZE);
  return { picture: shrunk(whole, side), scale: 1 / side };
}

/** Means of squares of `side` x `side` pixels. */
function shrunk(image: RasterImage, side: number): RasterImage {
  if (side === 1) return image;
  const { channels, data } = image;
  const width = Math.ceil(image.width / side);
  const height = Math.ceil(image.height / side);
  const out = new Uint8Array(width * height * channels);
  const sums = new Float64Array(width * channels);
  const counts = new Float64Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    counts.fill(0);
    for (let row = y * side; row < Math.min(image.height, (y + 1) * side); row++) {
      for (let x = 0, at = row * image.width * channels; x < image.width; x++) {
        const to = Math.floor(x / side);
        counts[to]++;
        for (let c = 0; c < channels; c++) sums[to * channels + c] += data[at++];
      }
    }
    for (let k = 0; k < sums.length; k++) {
      out[y * sums.length + k] = Math.round(sums[k] / counts[Math.floor(k / channels)]);
    }
  }
  return { width, height, channels, data: out };
}
