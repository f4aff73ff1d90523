import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Sharp } from 'sharp';
import { checkArgument, ImageError, SystemError } from '../errors.ts';
import { checkCost, decodeCost, usualCost } from '../image/decode/decode-cost.ts';
import { type DecodedImage, MAX_PIXELS, MAX_SECONDS, WORKING_SIZE } from '../image/decode/decoded-image.ts';
import { checkFormat, checkLength, isTimeout, undecodable } from '../image/decode/image-format.ts';
import { decodePlain } from '../image/decode/plain-formats.ts';
import type { RasterImage } from '../image/image.ts';
import { limits } from '../limits/limits.ts';
import { withDecoderMemory } from './decoder-memory.ts';
import { checkPath } from './files.ts';
import { useCompiledPasses } from './pixel-kernels.ts';
import { decodePlainPng } from './png.ts';
import { againIfSuspended } from './suspension.ts';

type Sharp_ = typeof import('sharp');
let sharpModule: Promise<Sharp_['default']> | undefined;

/** sharp takes 60 ms to load, so it is loaded for the first image, or before threads that may need it. */
export async function sharpVersions(): Promise<Readonly<Record<string, string | undefined>>> {
  try {
    return (await decoder()).versions;
  } catch (error) {
    if (error instanceof SystemError) return {};
    throw error;
  }
}

/** Not exported: its type requires Node's types, which users of the library may not have. */
function decoder(): Promise<Sharp_['default']> {
  sharpModule ??= import('sharp').then(
    ({ default: sharp }) => {
      sharp.cache(false); // no image is decoded twice, so a cache would only waste memory
      sharp.concurrency(1); // one thread per image; many images at once use all cores
      return sharp;
    },
    (cause: unknown) => {
      throw new SystemError(
        `sharp, which decodes images, is not installed for ${process.platform}-${process.arch}: run ` +
          '`npm install --include=optional sharp`; PNG files are read without it',
        { cause },
      );
    },
  );
  return sharpModule;
}

/**
 * Reads and decodes an image file.
 *
 * @param name names the file in messages; the caller escapes it
 * @throws ImageError if it cannot be read or decoded, or is too large
 */
export async function readImage(path: string, name: string = path): Promise<DecodedImage> {
  checkPath(path);
  return decodeImage(readImageFile(path, name), name);
}

/**
 * Decodes an image: the first frame or page, upright by its EXIF orientation, as 8-bit grey or sRGB.
 *
 * @throws ImageError if the bytes have another format, are damaged, or are too large
 */
export async function decodeImage(bytes: Uint8Array, name = 'the picture'): Promise<DecodedImage> {
  useCompiledPasses(); // what is decoded is read
  checkArgument(ArrayBuffer.isView(bytes), 'bytes', 'the bytes of an image file', bytes);
  const format = checkFormat(bytes, name);
  const plain = format === 'PNG' ? decodePlainPng(bytes) : undefined;
  if (plain !== undefined) return { picture: plain, format: 'PNG', scale: 1 };
  const uncompressed = decodePlain(bytes, format, name);
  if (uncompressed !== undefined) return uncompressed;
  const stated = decodeCost(bytes, format);
  if (stated !== undefined) checkCost(stated, bytes.length, name);
  let sharp: Sharp_['default'];
  try {
    sharp = await decoder();
  } catch (error) {
    if (format !== 'PNG' || !(error instanceof SystemError)) throw error;
    const { decodePngWithoutSharp } = await import('./png-without-sharp.ts');
    return decodePngWithoutSharp(bytes, name);
  }
  try {
    const source = sharp(bytes, {
      failOn: 'error', // truncated and corrupt data is refused; odd but harmless JPEG markers are not
      limitInputPixels: MAX_PIXELS,
    });
    const cost = stated ?? usualCost((await source.metadata()).autoOrient);
    if (stated === undefined) checkCost(cost, bytes.length, name);
    const { width, height, memory } = cost;
    const scale = Math.min(1, WORKING_SIZE / Math.max(width, height));
    const picture = await withDecoderMemory(memory, () =>
      againIfSuspended(MAX_SECONDS, () => pixels(source.clone(), width, height), isTimeout),
    );
    return { picture, format, scale };
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    if (isWithoutThreads(cause)) throw noThreads(cause);
    throw undecodable(name, format, cause);
  }
}

/** libvips says "unable to create thread", and GLib below it "Error creating thread". */
function isWithoutThreads(cause: unknown): cause is Error {
  return cause instanceof Error && /creat(e|ing) thread/i.test(cause.message);
}

function noThreads(cause: Error): SystemError {
  return new SystemError('no more threads are available to decode images (see ulimit -u)', { cause });
}

/** Encodes a 28x28 image in MNIST's form, or any grey image, as PNG. */
export async function encodeGreyPng(
  pixels: Uint8Array | Uint8ClampedArray,
  width: number,
  height: number,
): Promise<Uint8Array> {
  let sharp: Sharp_['default'];
  try {
    sharp = await decoder();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const { encode } = await import('fast-png');
    return encode({ width, height, channels: 1, data: pixels });
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}

async function pixels(source: Sharp, width: number, height: number): Promise<RasterImage> {
  let pipeline = source.timeout({ seconds: MAX_SECONDS }).autoOrient();
  if (Math.max(width, height) > WORKING_SIZE) {
    // 'linear' averages all pixels that are merged, without the halos that sharper kernels produce around ink
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

/**
 * The bytes of an image file. Synchronous, because that is four times as fast as promises for small files, of which
 * folders contain thousands.
 *
 * @throws ImageError if it cannot be read, or is too long
 */
export function readImageFile(path: string, name: string = path): Uint8Array {
  let file: number | undefined;
  try {
    // without O_NONBLOCK, opening a pipe would block until it has a writer
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new ImageError(`${name} is a folder, not a picture`);
    if (!stat.isFile()) throw new ImageError(`${name} is not a file`);
    checkLength(stat.size, name);
    return stat.size === 0 ? readUnsized(file, name) : readFileSync(file);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    throw new ImageError(`${name} ${describeSystem(cause)}`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Reads an empty file, or one in /proc, whose size is not stated and may be unlimited. */
function readUnsized(file: number, name: string): Uint8Array {
  const bytes = Buffer.alloc(limits.unsizedFileBytes);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, Math.min(1 << 16, bytes.length - length), null);
    if (read === 0) return bytes.subarray(0, length);
    length += read;
  }
  throw new ImageError(`${name} does not state its size, and is not read`);
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
