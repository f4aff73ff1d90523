/** Pixels with four channels, as bytes, to be compared with those that sharp reads. */

import sharp from 'sharp';
import type { RasterImage } from '../../../src/image/image.ts';

export function rgba({ channels, data }: RasterImage): Buffer {
  const out = Buffer.alloc((data.length / channels) * 4, 255);
  for (let p = 0; p < data.length / channels; p++) {
    for (let c = 0; c < 3; c++) out[4 * p + c] = data[channels * p + (channels < 3 ? 0 : c)];
    if (channels % 2 === 0) out[4 * p + 3] = data[channels * p + channels - 1];
  }
  return out;
}

export function bySharp(bytes: Uint8Array): Promise<Buffer> {
  return sharp(bytes).toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer();
}
