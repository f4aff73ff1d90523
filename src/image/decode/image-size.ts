/** Reads the size of an image from the first bytes of its file, before a decoder allocates memory. */

import type { ImageFormat } from './decoded-image.ts';

export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Undefined if the file is too short, or does not state the size where it should. */
export function readImageSize(bytes: Uint8Array, format: ImageFormat): ImageSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const size = readers[format](view);
    return size !== undefined && size.width > 0 && size.height > 0 ? size : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined; // beyond the end
    throw error;
  }
}

const readers: Record<ImageFormat, (view: DataView) => ImageSize | undefined> = {
  /** PNG specification, third edition, 11.2.1. */
  PNG: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  /** GIF89a specification, 18. */
  GIF: (view) => ({ width: view.getUint16(6, true), height: view.getUint16(8, true) }),
  WebP: readWebPSize,
  JPEG: readJpegSize,
  TIFF: () => undefined,
  AVIF: readAvifSize,
  BMP: () => undefined,
  Netpbm: () => undefined,
};

/** WebP container specification (RFC 9649), 2.5 to 2.7 and 3.4, and RFC 6386, 9.1. */
function readWebPSize(view: DataView): ImageSize | undefined {
  const kind = String.fromCharCode(...[12, 13, 14, 15].map((at) => view.getUint8(at)));
  if (kind === 'VP8 ') {
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (kind === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (kind !== 'VP8X') return undefined;
  const threeBytes = (at: number): number => view.getUint16(at, true) + 65536 * view.getUint8(at + 2);
  return { width: threeBytes(24) + 1, height: threeBytes(27) + 1 };
}

/** The first frame header (ITU-T T.81, B.2.2): markers C0 to CF except C4, C8 and CC. */
function readJpegSize(view: DataView): ImageSize | undefined {
  let at = 2;
  while (view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // fill bytes
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return undefined;
}

/** The first `ispe` property (ISO/IEC 23008-12, 6.5.3), which is near the beginning of the file. */
function readAvifSize(view: DataView): ImageSize | undefined {
  const last = Math.min(view.byteLength - 16, 4096);
  for (let at = 8; at < last; at++) {
    if (view.getUint32(at) === 0x69737065) {
      return { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
  }
  return undefined;
}
