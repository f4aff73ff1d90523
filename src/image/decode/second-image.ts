/**
 * Detects a second image in a stream of bytes, which decoders would silently ignore. The end of an image follows from
 * its structure; embedded thumbnails are part of it.
 */

import { ImageError } from '../../errors.ts';
import type { ImageFormat } from './decoded-image.ts';
import { isImageStart } from './image-format.ts';
import { netpbmLength } from './netpbm.ts';

/**
 * @param name names the stream in messages
 * @throws ImageError if another image follows the first
 */
export function refuseSecondImage(bytes: Uint8Array, format: ImageFormat, name: string): void {
  let end = endOf(bytes, format);
  if (end === null) return;
  while (end < bytes.length && (bytes[end] === 0 || bytes[end] === 10 || bytes[end] === 13)) end++;
  if (end >= bytes.length || !isImageStart(bytes.subarray(end))) return;
  throw new ImageError(
    `${name} holds more than one picture; give one at a time, or their paths, a line each, with --watch-stdin`,
  );
}

/** The offset after an image; null if it cannot be determined. */
function endOf(bytes: Uint8Array, format: ImageFormat): number | null {
  switch (format) {
    case 'PNG':
      return endOfPng(bytes);
    case 'JPEG':
      return endOfJpeg(bytes);
    case 'GIF':
      return endOfGif(bytes);
    case 'WebP':
      return bytes.length < 12 ? null : 8 + evenUp(littleEndian(bytes, 4)); // RIFF: the size of the rest
    case 'BMP':
      return bytes.length < 6 ? null : littleEndian(bytes, 2) || null;
    case 'Netpbm':
      return netpbmLength(bytes);
    default:
      return null;
  }
}

/** Chunks of length, type, content and CRC, the last of which is IEND (PNG specification, 5.3). */
function endOfPng(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const isLast = view.getUint32(at + 4) === 0x49454e44;
    at += 12 + view.getUint32(at);
    if (isLast) return at;
  }
  return null;
}

/**
 * Segments up to the end of the image, EOI (ITU T.81, B.1.1). Phones append a second JPEG, which is announced in a
 * segment of the Multi-Picture Format (CIPA DC-007): it counts as the same photo.
 */
function endOfJpeg(bytes: Uint8Array): number | null {
  const [EOI, SOS, APP2] = [0xd9, 0xda, 0xe2];
  let at = 2;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === EOI) return at + 2;
    const isMultiPicture =
      marker === APP2 && String.fromCharCode(...bytes.subarray(at + 4, at + 7)) === 'MPF';
    if (isMultiPicture) return null;
    at += 2 + 256 * bytes[at + 2] + bytes[at + 3];
    if (marker !== SOS) continue;
    // entropy-coded data, in which FF is followed by 00 or by a restart marker
    while (at + 1 < bytes.length && !(bytes[at] === 0xff && bytes[at + 1] !== 0 && !isRestart(bytes[at + 1])))
      at++;
  }
  return at + 2 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] === EOI ? at + 2 : null;
}

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** Blocks up to the trailer, 3B (GIF89a specification, appendix A). */
function endOfGif(bytes: Uint8Array): number | null {
  const tableLength = (flags: number): number => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + tableLength(bytes[10]);
  while (at < bytes.length) {
    const kind = bytes[at];
    if (kind === 0x3b) return at + 1;
    if (kind === 0x21) at += 2;
    else if (kind === 0x2c) at += 11 + tableLength(bytes[at + 9]);
    else return null;
    while (at < bytes.length && bytes[at] !== 0) at += 1 + bytes[at]; // sub-blocks
    at++;
  }
  return null;
}

function littleEndian(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

const evenUp = (length: number): number => length + (length % 2);
