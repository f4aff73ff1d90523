/**
 * IDX, the format of MNIST: two zero bytes, the type of the elements, the number of dimensions, each dimension's size
 * (big-endian, 32 bits), then the elements. (Y. LeCun, C. Cortes and C. Burges, "The MNIST database", section
 * "File formats for the MNIST database".)
 *
 *     images: 00 00 08 03, N, 28, 28, then N x 784 bytes        labels: 00 00 08 01, N, then N bytes
 *
 * Labels may be wider numbers, and have columns of which the first is the class: those of QMNIST are N x 8 integers of 32
 * bits. (C. Yadav and L. Bottou, "Cold Case: The Lost MNIST Digits", 2019, and the read-me of its files.)
 */
import { DataError } from '../errors.ts';
import { CLASSES, IMAGE_HEIGHT, IMAGE_PIXELS, IMAGE_WIDTH, type LabelledImages } from './dataset.ts';

export type IdxKind = 'images' | 'labels';

export interface IdxHeader {
  readonly count: number;
  /** Bytes of the whole file, including this header. At most 2^32 x 784 + 16: check it before allocating as much. */
  readonly length: number;
}

interface Layout extends IdxHeader {
  /** Offset of the elements, and, for labels, bytes per element and elements per item. */
  readonly start: number;
  readonly size: number;
  readonly columns: number;
}

const UNSIGNED_BYTES = 0x08;
/** Bytes per element by type; only for integers, as used by labels. */
const SIZES: Readonly<Record<number, number | undefined>> = { 8: 1, 9: 1, 11: 2, 12: 4 };
/** QMNIST's labels have 8. */
const MOST_COLUMNS = 64;
const KINDS = {
  images: { dimensions: 3, headerLength: 16, itemLength: IMAGE_PIXELS },
  labels: { dimensions: 1, headerLength: 8, itemLength: 1 },
} as const;
const AGAIN = 'download the file again';

/**
 * Parses the header of an IDX file.
 *
 * @param head the first 16 bytes of the file or more, or the whole file
 * @param file its name, for messages
 * @throws {DataError} if it is not the header of 28x28 images, or of labels
 */
export function readIdxHeader(head: Uint8Array, kind: IdxKind, file: string): IdxHeader {
  const { count, length } = readLayout(head, kind, file);
  return { count, length };
}

function readLayout(head: Uint8Array, kind: IdxKind, file: string): Layout {
  const { dimensions, headerLength, itemLength } = KINDS[kind];
  if (head.length === 0) throw new DataError(`${file} is empty; ${AGAIN}`);
  if (head[0] === 0x1f && head[1] === 0x8b) {
    throw new DataError(`${file} is still gzipped; unpack it with gunzip`);
  }
  if (head.length >= 4) checkMagic(head, kind, dimensions, file);
  const start = kind === 'labels' && head.length >= 4 ? headerLength + 4 * (head[3] - 1) : headerLength;
  if (head.length < start) {
    throw new DataError(`${file} is cut short: it has only ${head.length} bytes; ${AGAIN}`);
  }
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const count = view.getUint32(4);
  if (kind === 'images') {
    const height = view.getUint32(8);
    const width = view.getUint32(12);
    if (height !== IMAGE_HEIGHT || width !== IMAGE_WIDTH) {
      const expected = `expected ${IMAGE_WIDTH}x${IMAGE_HEIGHT}`;
      throw new DataError(
        `${file} holds images of ${width}x${height} pixels, ${expected}; bring them to that size`,
      );
    }
  }
  if (count === 0) throw new DataError(`${file} holds no ${kind}; ${AGAIN}`);
  const size = (kind === 'labels' && SIZES[head[2]]) || 1;
  const columns = kind === 'labels' && head[3] === 2 ? view.getUint32(8) : 1;
  if (columns < 1 || columns > MOST_COLUMNS) {
    throw new DataError(
      `${file} holds labels in ${columns} columns, expected 1 to ${MOST_COLUMNS}; ${AGAIN}`,
    );
  }
  return { count, length: start + count * itemLength * size * columns, start, size, columns };
}

function checkMagic(head: Uint8Array, kind: IdxKind, dimensions: number, file: string): void {
  const [zero1, zero2, type, found] = head;
  if (zero1 !== 0 || zero2 !== 0 || type === 0 || found === 0) {
    const start = Array.from(head.subarray(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new DataError(`${file} is not an IDX file: it begins with bytes ${start}; ${AGAIN}`);
  }
  if (type !== UNSIGNED_BYTES && (kind === 'images' || SIZES[type] === undefined)) {
    const code = `0x${type.toString(16).padStart(2, '0')}`;
    throw new DataError(
      `${file} holds elements of type ${code}, expected unsigned bytes (0x08); convert them`,
    );
  }
  if (found === dimensions || (kind === 'labels' && found === 2)) return;
  const other: IdxKind = kind === 'images' ? 'labels' : 'images';
  if (found === KINDS[other].dimensions) {
    throw new DataError(`${file} holds ${other}, not ${kind}; check that the two files are not exchanged`);
  }
  throw new DataError(
    `${file} has ${found} dimensions, expected ${dimensions} for ${kind}; use another file`,
  );
}

/** Refuses a file whose length differs from that given by its header. */
export function checkIdxLength(header: IdxHeader, actual: number, kind: IdxKind, file: string): void {
  const { count, length } = header;
  if (actual === length) return;
  const stated = `${count} ${kind} make ${length} bytes, and it has`;
  throw new DataError(
    actual < length
      ? `${file} is cut short: ${stated} only ${actual}; ${AGAIN}`
      : `${file} is damaged: ${stated} more (${actual}); ${AGAIN}`,
  );
}

/**
 * The images of an IDX file, count x 784 bytes: a view of `bytes`, not a copy.
 *
 * @throws {DataError} if the file does not match its header
 */
export function readIdxImages(bytes: Uint8Array, file: string): Uint8Array {
  const header = readLayout(bytes, 'images', file);
  checkIdxLength(header, bytes.length, 'images', file);
  return bytes.subarray(header.start);
}

/**
 * The labels of an IDX file: a view of `bytes` if they are bytes, otherwise a copy.
 *
 * @throws {DataError} if the file does not match its header, or a label is above 9
 */
export function readIdxLabels(bytes: Uint8Array, file: string): Uint8Array {
  const header = readLayout(bytes, 'labels', file);
  checkIdxLength(header, bytes.length, 'labels', file);
  const { count, start, size, columns } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  const at = (n: number): number => {
    const offset = n * columns * size;
    return size === 1 ? view.getUint8(offset) : size === 2 ? view.getUint16(offset) : view.getUint32(offset);
  };
  for (let n = 0; n < count; n++) {
    if (at(n) < CLASSES) continue;
    const item = `label ${n + 1} of ${count}`;
    throw new DataError(`${file}: ${item} is ${at(n)}, expected 0 to 9; use labels of digits`);
  }
  const isPlain = size === 1 && columns === 1;
  return isPlain ? bytes.subarray(start) : Uint8Array.from({ length: count }, (_, n) => at(n));
}

/**
 * Combines images and labels.
 *
 * @throws {DataError} if their counts differ
 */
export function pairIdx(
  images: Uint8Array,
  labels: Uint8Array,
  imagesFile: string,
  labelsFile: string,
): LabelledImages {
  const count = images.length / IMAGE_PIXELS;
  if (count !== labels.length) {
    const found = `${imagesFile} holds ${count} images and ${labelsFile} ${labels.length} labels`;
    throw new DataError(`${found}; they must be as many: take both from one source`);
  }
  return { count, images, labels };
}
