import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Sharp } from 'sharp';
import { ImageError } from '../errors.ts';
import type { DecodedImage, ImageFormat } from '../image/decoded-image.ts';
import type { RasterImage } from '../image/image.ts';
import { decodePlainPng } from './png.ts';

/** Larger files are refused unread. */
export const MAX_FILE_BYTES: number = 100 * 2 ** 20;

/** Larger pictures are refused by their header, before memory is taken for them. */
export const MAX_PIXELS = 100_000_000;

/**
 * Larger pictures are shrunk to this while they are decoded. A pen stroke on a 12-megapixel photo of a sheet is
 * 8-12 pixels wide, so 2-3 are left of it.
 */
export const WORKING_SIZE = 1024;

const MAX_SECONDS = 20;

const ACCEPTED = 'use a PNG, JPEG, WebP, GIF or TIFF file';

type Sharp_ = typeof import('sharp');
let sharpModule: Promise<Sharp_['default']> | undefined;

/** sharp takes 60 ms to load, so it is loaded when the first picture needs it, or before threads that may. */
export function loadSharp(): Promise<{ readonly versions: Readonly<Record<string, string | undefined>> }> {
  return decoder();
}

/** Not exported: its type needs those of Node, which who uses nn may not have. */
function decoder(): Promise<Sharp_['default']> {
  sharpModule ??= import('sharp').then(({ default: sharp }) => {
    sharp.cache(false); // no picture is decoded twice; the cache would only hold memory
    sharp.concurrency(1); // one thread a picture; many pictures at once keep all cores busy
    return sharp;
  });
  return sharpModule;
}

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
  ['a HEIF or AVIF picture', 4, 'ftyp'],
  ['a BMP picture', 0, 'BM'],
  ['a Photoshop document', 0, '8BPS'],
  ['a JPEG XL picture', 0, '\xff\x0a'],
  ['a JPEG XL picture', 4, 'JXL '],
  ['a JPEG 2000 picture', 4, 'jP  '],
  ['an icon file', 0, '\0\0\x01\0'],
  ['a ZIP archive', 0, 'PK\x03\x04'],
  ['a gzip archive', 0, '\x1f\x8b'],
];

const FORMATS: ReadonlySet<string> = new Set<ImageFormat>(['PNG', 'JPEG', 'WebP', 'GIF', 'TIFF']);

/** What the first bytes say the content is: one of our formats, the name of another, or undefined. */
export function sniffFormat(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 16));
  for (const [name, offset, signature] of SIGNATURES) {
    if (start.startsWith(signature, offset)) return name;
  }
  const head = String.fromCharCode(...bytes.subarray(0, 1024));
  if (/<svg[\s>]/i.test(head)) return 'an SVG drawing';
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)/i.test(head)) return 'an HTML page';
  if (/^(?:\xef\xbb\xbf)?\s*<[?!a-z]/i.test(head)) return 'an XML document';
  return undefined;
}

/**
 * Reads and decodes a picture file.
 *
 * @param name how messages name the file; the caller escapes it
 * @throws PictureError when it cannot be read or decoded, or is out of bounds
 */
export async function readImage(path: string, name: string = path): Promise<DecodedImage> {
  return decodeImage(readImageFile(path, name), name);
}

/**
 * Decodes a picture: the first frame or page, upright after its EXIF orientation, as 8-bit grey or sRGB.
 *
 * @throws PictureError when the bytes are of another format, damaged, or out of bounds
 */
export async function decodeImage(bytes: Uint8Array, name = 'the picture'): Promise<DecodedImage> {
  if (bytes.length === 0) throw new ImageError(`${name} is empty (0 bytes); ${ACCEPTED}`);
  if (bytes.length > MAX_FILE_BYTES) throw tooLong(name, bytes.length);
  const format = sniffFormat(bytes);
  if (format === undefined) throw new ImageError(`${name} is not a picture; ${ACCEPTED}`);
  if (!isOurs(format)) throw new ImageError(`${name} is ${format}, which is not read; ${ACCEPTED}`);

  const plain = format === 'PNG' ? decodePlainPng(bytes) : undefined;
  if (plain !== undefined) return { picture: plain, format: 'PNG', scale: 1 };
  const sharp = await decoder();
  try {
    const source = sharp(bytes, {
      failOn: 'error', // truncated and corrupt data is refused; odd but harmless JPEG markers are not
      limitInputPixels: MAX_PIXELS,
    });
    let { width, height } = pngSides(format, bytes);
    if (width === 0) ({ width, height } = (await source.metadata()).autoOrient);
    if (width * height > MAX_PIXELS) throw new Error('pixel limit');
    const scale = Math.min(1, WORKING_SIZE / Math.max(width, height));
    return { picture: await pixels(source, width, height), format, scale };
  } catch (cause) {
    throw new ImageError(`${name} ${describe(cause, format)}`, { cause });
  }
}

/** A 28x28 picture in MNIST's form, or any grey picture, as a PNG file. */
export async function encodeGreyPng(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Uint8Array> {
  const sharp = await decoder();
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

async function pixels(source: Sharp, width: number, height: number): Promise<RasterImage> {
  let pipeline = source.timeout({ seconds: MAX_SECONDS }).autoOrient();
  if (Math.max(width, height) > WORKING_SIZE) {
    // 'linear' averages all pixels that fall together, without the halos that sharper kernels draw around ink
    pipeline = pipeline.resize({
      width: WORKING_SIZE,
      height: WORKING_SIZE,
      fit: 'inside',
      kernel: 'linear',
      fastShrinkOnLoad: true,
    });
  }
  const { data, info } = await pipeline
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels as RasterImage['channels'], data };
}

function isOurs(format: string): format is ImageFormat {
  return FORMATS.has(format);
}

/** Sides of a PNG, from its first chunk (PNG specification, 11.2.1); asking sharp costs a third of a small file's time. */
function pngSides(format: ImageFormat, bytes: Uint8Array): { width: number; height: number } {
  if (format !== 'PNG' || bytes.length < 33) return { width: 0, height: 0 };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

/**
 * The bytes of a picture file, undecoded. Synchronous: for small files that is four times as fast as promises, and
 * folders hold thousands of them.
 *
 * @throws PictureError when it cannot be read, or is too long
 */
export function readImageFile(path: string, name: string = path): Uint8Array {
  let file: number | undefined;
  try {
    // without O_NONBLOCK, opening a pipe waits for its writer
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new ImageError(`${name} is a folder, not a picture`);
    if (!stat.isFile()) throw new ImageError(`${name} is not a file`);
    if (stat.size > MAX_FILE_BYTES) throw tooLong(name, stat.size);
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    throw new ImageError(`${name} ${describeSystem(cause)}`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function tooLong(name: string, size: number): ImageError {
  const limit = MAX_FILE_BYTES / 2 ** 20;
  return new ImageError(
    `${name} has ${Math.ceil(size / 2 ** 20)} MB; pictures of up to ${limit} MB are read`,
  );
}

function describeSystem(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist; check the path';
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied';
    case 'EISDIR':
      return 'is a folder, not a picture';
    case 'ELOOP':
      return 'is a symbolic link that leads back to itself';
    case 'ENAMETOOLONG':
      return 'cannot be read: the name is too long';
    default:
      return `cannot be read (${code ?? String(cause)})`;
  }
}

function describe(cause: unknown, format: ImageFormat): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/pixel limit|too large|dimensions? exceed/i.test(message)) {
    return `is too large: pictures of up to ${MAX_PIXELS / 1e6} megapixels are read; shrink it first`;
  }
  if (/timeout/i.test(message)) {
    return `took more than ${MAX_SECONDS} s to decode; save it again as a plain PNG or JPEG`;
  }
  return `is a damaged ${format} file, or one of a kind that cannot be decoded; save it again and retry`;
}
