/** Detects the format of an image file from its first bytes; and the errors for files that cannot be decoded. */

import { ImageError } from '../../errors.ts';
import {
  type ImageFormat,
  imageFormats,
  listFormats,
  MAX_FILE_BYTES,
  MAX_PIXELS,
  MAX_SECONDS,
} from './decoded-image.ts';

const SIGNATURES: readonly (readonly [name: string, offset: number, bytes: string])[] = [
  ['PNG', 0, '\x89PNG\r\n\x1a\n'],
  ['JPEG', 0, '\xff\xd8\xff'],
  ['GIF', 0, 'GIF87a'],
  ['GIF', 0, 'GIF89a'],
  ['WebP', 8, 'WEBP'],
  ['TIFF', 0, 'II*\0'],
  ['TIFF', 0, 'MM\0*'],
  ['TIFF', 0, 'II+\0'],
  ['TIFF', 0, 'MM\0+'],
  ['a PDF document', 0, '%PDF'],
  ['a PostScript document', 0, '%!PS'],
  ['AVIF', 4, 'ftypavif'],
  ['AVIF', 4, 'ftypavis'],
  ['a HEIF picture', 4, 'ftyp'],
  ['BMP', 0, 'BM'],
  ['Netpbm', 0, 'P2'],
  ['Netpbm', 0, 'P3'],
  ['Netpbm', 0, 'P5'],
  ['Netpbm', 0, 'P6'],
  ['a Photoshop document', 0, '8BPS'],
  ['a JPEG XL picture', 0, '\xff\x0a'],
  ['a JPEG XL picture', 4, 'JXL '],
  ['a JPEG 2000 picture', 4, 'jP  '],
  ['an icon file', 0, '\0\0\x01\0'],
  ['a ZIP archive', 0, 'PK\x03\x04'],
  ['a gzip archive', 0, '\x1f\x8b'],
];

/** Advice on how to convert unsupported formats. */
const CONVERSIONS: Readonly<Record<string, string>> = {
  'a HEIF picture': 'save it as a JPEG: iPhones do so under Settings, Camera, Formats, Most Compatible',
  'an SVG drawing': 'export it as a PNG, as Inkscape and browsers can',
  'a ZIP archive': 'unpack it, and give its pictures',
  'a gzip archive': 'unpack it with gunzip or tar -xzf, and give its pictures',
  'a PDF document': 'export its page as a PNG: pdftoppm -png file.pdf page',
};

const FORMATS: ReadonlySet<string> = new Set(imageFormats);

/** The format indicated by the first bytes: a supported one, the name of another, or undefined. */
function sniffFormat(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  for (const [name, offset, signature] of SIGNATURES) {
    if (!start.startsWith(signature, offset)) continue;
    // a magic of two letters is not sufficient: in Netpbm files, white space or a comment follows
    if (name !== 'Netpbm' || /[\s#]/.test(start.charAt(2))) return name;
  }
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  if (/<svg[\s>]/i.test(head)) return 'an SVG drawing';
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)/i.test(head)) return 'an HTML page';
  if (/^(?:\xef\xbb\xbf)?\s*<[?!a-z]/i.test(head)) return 'an XML document';
  return undefined;
}

/** Whether bytes begin like a file of a supported format. */
export function isImageStart(bytes: Uint8Array): boolean {
  return FORMATS.has(sniffFormat(bytes.subarray(0, 16)) ?? '');
}

/**
 * The format of an image file.
 * @param name names the file in messages
 * @param decodable those to advise
 * @throws ImageError if the format is not supported, or the file is too long
 */
export function checkFormat(
  bytes: Uint8Array,
  name: string,
  decodable: readonly ImageFormat[] = imageFormats,
): ImageFormat {
  const advice = `use a ${listFormats(decodable)} file`;
  if (bytes.length === 0) throw new ImageError(`${name} is empty (0 bytes); ${advice}`);
  checkLength(bytes.length, name);
  const format = sniffFormat(bytes);
  if (format === undefined) throw new ImageError(`${name} is not a picture; ${advice}`);
  if (!isOurs(format)) {
    const way = CONVERSIONS[format] ?? advice;
    throw new ImageError(`${name} is ${format}, which is not supported; ${way}`);
  }
  return format;
}

function isOurs(format: string): format is ImageFormat {
  return FORMATS.has(format);
}

/** @throws ImageError if a file of this many bytes is too long */
export function checkLength(bytes: number, name: string): void {
  if (bytes <= MAX_FILE_BYTES) return;
  const limit = MAX_FILE_BYTES / 2 ** 20;
  throw new ImageError(
    `${name} has ${Math.ceil(bytes / 2 ** 20)} MB; pictures of up to ${limit} MB are read`,
  );
}

/** The error for a file that a decoder rejects. */
export function undecodable(name: string, format: ImageFormat, cause: unknown): ImageError {
  return new ImageError(`${name} ${describe(cause, format)}`, { cause });
}

/** Whether a decoder exceeded its time limit. */
export function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && /timeout/i.test(cause.message);
}

function describe(cause: unknown, format: ImageFormat): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/pixel limit|too large|dimensions? exceed/i.test(message)) {
    return `is too large: pictures of up to ${MAX_PIXELS / 1e6} megapixels are read; shrink it first`;
  }
  if (isTimeout(cause)) {
    return `took more than ${MAX_SECONDS} s to decode; save it again as a plain PNG or JPEG`;
  }
  return `is a damaged ${format} file, or one of a kind that cannot be decoded; save it again and retry`;
}
