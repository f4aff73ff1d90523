/**
 * Reads folders of IDX files, as MNIST and its variants are distributed, gzipped or not, with either naming
 * convention.
 */
import { type FileHandle, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, constants as zlib } from 'node:zlib';
import {
  type Dataset,
  type DatasetParts,
  IMAGE_PIXELS,
  type ImageRows,
  type LabelledImages,
  tooManyImages,
} from '../../dataset/dataset.ts';
import { MAX_DEFLATE_RATIO } from '../../dataset/deflate.ts';
import {
  checkIdxLength,
  type IdxKind,
  pairIdx,
  readIdxHeader,
  readIdxImages,
  readIdxLabels,
} from '../../dataset/idx.ts';
import type { IdxFiles, IdxPart } from '../../dataset/idx-names.ts';
import { DataError, NnError, SystemError } from '../../errors.ts';
import { limitFor, limits } from '../../limits/limits.ts';
import { findIdxFiles } from './idx-files.ts';
import { listFolder } from './listing.ts';

const PREFIXES = { train: 'train', test: 't10k' } as const;
const ENDS = { images: 'idx3-ubyte', labels: 'idx1-ubyte' } as const;

const none: IdxFiles = { set: '', train: {}, test: {} };

/** Limit of 1.3 million images, in bytes, against invalid sizes in a damaged header. */
const MAX_LENGTH = 2 ** 30;
/** Enough of a gzipped file to unpack the 16 bytes of its IDX header, after compression tables of about 100 bytes. */
const HEAD_LENGTH = 1024;

const gunzipAsync = promisify(gunzip);

/**
 * Reads the IDX files of a folder, as found by `idx-files.ts`. Gzip is detected by content, so files with a missing
 * or wrong `.gz` extension are read too.
 *
 * @param only the names of the files to read, if the folder may contain others
 * @throws {DataError} if a file is missing, cannot be read, is invalid, or does not match the others
 */
export async function readIdxFolder(
  folder: string,
  parts: DatasetParts = {},
  only?: ReadonlySet<string>,
): Promise<Dataset> {
  const list = only === undefined ? listFolder : () => ({ files: [...only], folders: [] });
  const files = findIdxFiles(folder, list) ?? none;
  const all = !parts.train && !parts.test;
  const isThere = ({ images, labels }: IdxFiles[IdxPart]): boolean => (images ?? labels) !== undefined;
  const read = (part: IdxPart) =>
    parts[part] || (all && isThere(files[part])) ? readPart(folder, files, part) : null;
  if (all && !isThere(files.train) && !isThere(files.test)) {
    const wanted = describe('train', 'images');
    throw new DataError(`${folder} holds no IDX files: looked for ${wanted} and the like; check the path`);
  }
  const [train, test] = await Promise.all([read('train'), read('test')]);
  return { name: folder, train, test };
}

/** Only the images of a file, without labels. */
export async function readIdxImagesFile(file: string): Promise<ImageRows> {
  const images = readIdxImages(await readFile(file, 'images'), file);
  return { count: images.length / IMAGE_PIXELS, images, labels: null };
}

function describe(part: IdxPart, kind: IdxKind): string {
  const [hyphen, dot] = ['-', '.'].map((mark) => `${PREFIXES[part]}-${kind}${mark}${ENDS[kind]}`);
  return `${hyphen} or ${dot} (or either with .gz)`;
}

async function readPart(folder: string, files: IdxFiles, part: IdxPart): Promise<LabelledImages> {
  const pathOf = (kind: IdxKind): string => {
    const name = files[part][kind];
    if (name !== undefined) return join(folder, name);
    const what = `${part === 'train' ? 'training' : 'test'} ${kind}`;
    throw new DataError(`${folder} has no ${what}: looked for ${describe(part, kind)}; put the file there`);
  };
  const imagesFile = pathOf('images');
  const labelsFile = pathOf('labels');
  // Node unpacks in its thread pool: the files of both splits are unpacked in parallel.
  const [images, labels] = await Promise.all([
    readFile(imagesFile, 'images'),
    readFile(labelsFile, 'labels'),
  ]);
  return pairIdx(
    readIdxImages(images, imagesFile),
    readIdxLabels(labels, labelsFile),
    imagesFile,
    labelsFile,
  );
}

/** The unpacked bytes of an IDX file. The size stated in its header is checked before memory is allocated. */
async function readFile(file: string, kind: IdxKind): Promise<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    const info = await stat(file); // before opening, because opening a pipe would block
    if (!info.isFile()) throw new DataError(`${file} is not a file; put the ${kind} there`);
    const { size } = info;
    handle = await open(file);
    const head = await readBytes(handle, Math.min(size, HEAD_LENGTH));
    return isGzip(head)
      ? await unpack(handle, size, head, kind, file)
      : await plain(handle, size, head, kind, file);
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    if (cause instanceof RangeError) {
      throw new SystemError(`${file} does not fit into memory; close other programs or use a smaller set`, {
        cause,
      });
    }
    throw unreadable(file, cause);
  } finally {
    await handle?.close();
  }
}

async function plain(
  handle: FileHandle,
  size: number,
  head: Uint8Array,
  kind: IdxKind,
  file: string,
): Promise<Uint8Array> {
  checkIdxLength(readIdxHeader(head, kind, file), size, kind, file);
  if (size > MAX_LENGTH) throw tooLarge(file, MAX_LENGTH);
  return readBytes(handle, size);
}

/** The IDX header states the unpacked length, so a single buffer of that length is allocated. */
async function unpack(
  handle: FileHandle,
  size: number,
  head: Uint8Array,
  kind: IdxKind,
  file: string,
): Promise<Uint8Array> {
  try {
    const start = gunzipSync(head, { finishFlush: zlib.Z_SYNC_FLUSH });
    const { count, length } = readIdxHeader(start, kind, file);
    if (length > MAX_LENGTH || size > MAX_LENGTH) throw tooLarge(file, MAX_LENGTH);
    if (length > size * MAX_DEFLATE_RATIO) {
      const stated = `it states ${length} bytes, more than ${size} gzipped bytes can hold`;
      throw new DataError(`${file} is cut short: ${stated}; download the file again`);
    }
    const most = limitFor(limits.unpackedBytes, size);
    if (length > most) throw tooLarge(file, most);
    const mostImages = limitFor(limits.packedImages, size);
    if (kind === 'images' && count > mostImages) throw tooManyImages(file, mostImages);
    const packed = await readBytes(handle, size);
    // One byte more than needed shows zlib that there is room left, so that it does not allocate a second buffer. For
    // the 47 MB of MNIST, one buffer takes 112 ms and peaks at 98 MB; the default chunks take 161 ms and 149 MB.
    return await gunzipAsync(packed, { chunkSize: Math.max(length + 1, 64), maxOutputLength: length });
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new DataError(
        `${file} is damaged: it unpacks to more bytes than its header states; download the file again`,
        {
          cause,
        },
      );
    }
    if (code === 'Z_BUF_ERROR')
      throw new DataError(`${file} is cut short: its gzip data end early; download the file again`);
    if (code?.startsWith('Z_')) {
      const reason = (cause as Error).message;
      throw new DataError(
        `${file} is damaged: its gzip data are not valid (${reason}); download the file again`,
        {
          cause,
        },
      );
    }
    throw cause;
  }
}

function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The first `length` bytes of the file, or fewer if it has been truncated in the meantime. */
async function readBytes(handle: FileHandle, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function tooLarge(file: string, most: number): DataError {
  return new DataError(`${file} is too large: more than ${most} bytes; use a part of it`);
}

function unreadable(path: string, cause: unknown): DataError {
  return new DataError(
    `${path} cannot be read (${(cause as Error).message}); check the path and its permissions`,
    {
      cause,
    },
  );
}
