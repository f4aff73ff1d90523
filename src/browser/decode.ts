/** Decodes image files with the browser's decoders; `node/decode.ts` is the counterpart for Node. */

import { ImageError } from '../errors.ts';
import {
  type DecodedImage,
  type ImageFormat,
  imageFormats,
  MAX_PIXELS,
  MAX_SECONDS,
  WORKING_SIZE,
} from '../image/decode/decoded-image.ts';
import { checkFormat, checkLength, undecodable } from '../image/decode/image-format.ts';
import { readImageSize } from '../image/decode/image-size.ts';
import { decodePlain } from '../image/decode/plain-formats.ts';
import type { RasterImage } from '../image/image.ts';

const DECODABLE = imageFormats.filter((format) => format !== 'TIFF');

/** A `Blob`, such as a `File` of an `<input>` or of a drop on the page. */
export interface BlobLike {
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Decodes an image: the first frame, upright by its EXIF orientation, as 8-bit sRGB. Works in pages and workers.
 *
 * @param name names it in messages
 * @throws ImageError if the bytes have another format, are damaged, or are too large
 */
export async function decodeImage(
  source: Uint8Array | BlobLike,
  name = 'the picture',
): Promise<DecodedImage> {
  const bytes = await bytesOf(source, name);
  const format = checkFormat(bytes, name, DECODABLE);
  if (format === 'TIFF') {
    throw new ImageError(`${name} is a TIFF file, which browsers do not decode; save it as a PNG or JPEG`);
  }
  const plain = decodePlain(bytes, format, name);
  if (plain !== undefined) return plain;
  const size = readImageSize(bytes, format);
  if (size === undefined) throw undecodable(name, format, new Error('no size where it should be'));
  if (size.width * size.height > MAX_PIXELS) throw undecodable(name, format, new Error('pixel limit'));
  try {
    const bitmap = await inTime(createImageBitmap(blobOf(bytes, format)));
    try {
      const scale = Math.min(1, WORKING_SIZE / Math.max(bitmap.width, bitmap.height));
      return { picture: pixelsOf(bitmap, scale), format, scale };
    } finally {
      bitmap.close();
    }
  } catch (cause) {
    throw undecodable(name, format, cause);
  }
}

async function bytesOf(source: Uint8Array | BlobLike, name: string): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  checkLength(source.size, name);
  try {
    return new Uint8Array(await source.arrayBuffer());
  } catch (cause) {
    throw new ImageError(`${name} cannot be read (${(cause as Error).message})`, { cause });
  }
}

function blobOf(bytes: Uint8Array, format: ImageFormat): Blob {
  // blobs do not accept shared memory
  const own =
    bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : Uint8Array.from(bytes);
  return new Blob([own], { type: `image/${format.toLowerCase()}` });
}

/** @throws Error if decoding takes too long */
async function inTime(decoding: Promise<ImageBitmap>): Promise<ImageBitmap> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), MAX_SECONDS * 1000);
  });
  try {
    return await Promise.race([decoding, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function pixelsOf(bitmap: ImageBitmap, scale: number): RasterImage {
  const width = Math.max(1, Math.round(bitmap.width * scale));
  const height = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return isOpaque(data)
    ? { width, height, channels: 3, data: withoutAlpha(data) }
    : { width, height, channels: 4, data };
}

function isOpaque(data: Uint8ClampedArray): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

function withoutAlpha(data: Uint8ClampedArray): Uint8Array {
  const colours = new Uint8Array((data.length / 4) * 3);
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    colours[to] = data[from];
    colours[to + 1] = data[from + 1];
    colours[to + 2] = data[from + 2];
  }
  return colours;
}
