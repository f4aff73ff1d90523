/**
 * NumPy's archives of several arrays, `.npz`, such as Keras's `mnist.npz`: a zip file with an `.npy` file for each.
 * Images and labels are distinguished by their shapes, splits by their names.
 */
import { unzipSync } from 'fflate';
import { DataError, NnError } from '../errors.ts';
import { limitFor, limits } from '../limits/limits.ts';
import {
  CLASSES,
  IMAGE_HEIGHT,
  IMAGE_PIXELS,
  IMAGE_WIDTH,
  type ImageRows,
  tooManyImages,
} from './dataset.ts';
import { canUnpackTo } from './deflate.ts';
import { elementReader, isNpy, type NpyArray, parseNpy } from './npy.ts';
import { type Part, partOfName } from './part-names.ts';

/** Limit for all unpacked arrays together: 1.3 million images as bytes, or 160,000 as doubles. */
const MOST_BYTES = 2 ** 30;

/** Longer names of entries are not examined. */
const MOST_NAME = 256;

export interface NpzParts {
  /** The images of each split; `whole` if the name of the array does not indicate one. */
  readonly parts: Partial<Readonly<Record<Part | 'whole', ImageRows>>>;
  /** Names of arrays that are neither images nor labels. */
  readonly leftAside: readonly string[];
}

interface Named {
  readonly name: string;
  readonly part: Part | 'whole';
  readonly array: NpyArray;
}

export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** Whether the first entry of a zip file is an array, judging by its first bytes. (PKWARE, APPNOTE, 4.3.7.) */
export function startsWithArray(bytes: Uint8Array): boolean {
  const length = bytes[26] | (bytes[27] << 8);
  return /\.npy$/i.test(String.fromCharCode(...bytes.subarray(30, 30 + Math.min(length, MOST_NAME))));
}

/**
 * @param file its name, for messages
 * @param wanted the splits to unpack; arrays that indicate no split are always unpacked
 * @throws {DataError} if it is damaged, too large, or contains no images of 28x28 pixels
 */
export function readNpz(
  bytes: Uint8Array,
  file: string,
  wanted: (part: Part) => boolean = () => true,
): NpzParts {
  const { arrays, isWhole } = unpack(bytes, file, wanted);
  const images = arrays.filter(({ array }) => areImages(array));
  const labels = arrays.filter(({ array }) => areLabels(array));
  if (images.length === 0 && isWhole) throw noImages(file, arrays);
  const mostImages = limitFor(limits.packedImages, bytes.length);
  if (images.reduce((sum, { array }) => sum + array.shape[0], 0) > mostImages)
    throw tooManyImages(file, mostImages);
  const parts: Partial<Record<Part | 'whole', ImageRows>> = {};
  for (const { name, part, array } of images) {
    if (parts[part] !== undefined)
      throw twice(
        file,
        images.filter((other) => other.part === part),
      );
    const count = array.shape[0];
    const ofPart = labels.filter((other) => other.part === part);
    const own = ofPart.find((other) => other.array.shape[0] === count);
    if (own === undefined && ofPart.length > 0) {
      const [{ name: other, array: wrong }] = ofPart;
      throw new DataError(
        `${file}: ${name} holds ${count} images and ${other} ${wrong.shape[0]} labels; they must be as many`,
      );
    }
    parts[part] = {
      count,
      images: toPixels(array, `${file}: ${name}`),
      labels: own === undefined ? null : toLabels(own.array, `${file}: ${own.name}`),
    };
  }
  const leftAside = arrays.filter(({ array }) => !areImages(array) && !areLabels(array));
  return { parts, leftAside: leftAside.map(({ name }) => name) };
}

/**
 * The images of a single array, `.npy`.
 * @throws {DataError} if it is damaged, or contains none of 28x28 pixels
 */
export function readNpyImages(bytes: Uint8Array, file: string): ImageRows {
  const whole = parseNpy(bytes, file);
  const isOne = whole.shape.reduce((product, size) => product * size, 1) === IMAGE_PIXELS;
  const array = isOne ? { ...whole, shape: [1, ...whole.shape] } : whole;
  if (!areImages(array)) throw noImages(file, [{ name: 'an array', part: 'whole', array: whole }]);
  return { count: array.shape[0], images: toPixels(array, file), labels: null };
}

interface Unpacked {
  readonly arrays: readonly Named[];
  /** Whether the archive contains no other entries. */
  readonly isWhole: boolean;
}

function unpack(bytes: Uint8Array, file: string, wanted: (part: Part) => boolean): Unpacked {
  const most = Math.min(MOST_BYTES, limitFor(limits.unpackedBytes, bytes.length));
  let total = 0;
  let isWhole = true;
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        const part = partOfName(name);
        if (!/\.npy$/i.test(name)) return false;
        if (part !== null && !wanted(part)) {
          isWhole = false;
          return false;
        }
        if (!canUnpackTo(size, originalSize)) {
          throw new DataError(
            `${file} is damaged: ${printableName(name)} cannot unpack to ${originalSize} bytes`,
          );
        }
        total += originalSize;
        if (total > most) {
          throw new DataError(`${file} is too large: more than ${most} bytes; use a part of it`);
        }
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof NnError) throw cause;
    throw new DataError(
      `${file} is damaged: it cannot be unzipped (${(cause as Error).message}); download the file again`,
      { cause },
    );
  }
  const arrays = Object.entries(entries).map(([path, content]): Named => {
    const name = printableName(path.replace(/\.npy$/i, ''));
    if (!isNpy(content))
      throw new DataError(
        `${file} is damaged: ${printableName(path)} is not a NumPy array; download it again`,
      );
    return { name, part: partOfName(name) ?? 'whole', array: parseNpy(content, `${file}: ${name}`) };
  });
  return { arrays, isWhole };
}

/** Names in a damaged archive may contain anything. */
function printableName(name: string): string {
  return name.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');
}

/** N x 28 x 28 or N x 784, with or without dimensions of size 1. */
function areImages({ shape }: NpyArray): boolean {
  const [count, ...sides] = shape;
  const large = sides.filter((side) => side !== 1).join();
  return count > 0 && (large === `${IMAGE_HEIGHT},${IMAGE_WIDTH}` || large === String(IMAGE_PIXELS));
}

/** N, N x 1, or one-hot: N x 10. */
function areLabels({ shape }: NpyArray): boolean {
  const [count, ...sides] = shape;
  const large = sides.filter((side) => side !== 1);
  return count > 0 && (large.length === 0 || (large.length === 1 && large[0] === CLASSES));
}

/** The strides of arrays in either order: a pixel is element `image * a + y * b + x * c`. */
function strides({ shape, isFortran }: NpyArray): { image: number; row: number; column: number } {
  const [count, ...sides] = shape;
  if (!isFortran) return { image: IMAGE_PIXELS, row: IMAGE_WIDTH, column: 1 };
  const isFlat = sides.filter((side) => side !== 1).length === 1;
  return isFlat
    ? { image: 1, row: count * IMAGE_WIDTH, column: count }
    : { image: 1, row: count, column: count * IMAGE_HEIGHT };
}

/** Converts to bytes from 0 to 255: integers up to 255 unchanged, and numbers from 0 to 1 times 255. */
function toPixels(array: NpyArray, name: string): Uint8Array {
  const count = array.shape[0];
  const size = count * IMAGE_PIXELS;
  const isBytes = (array.type === 'u1' || array.type === 'b1') && !array.isFortran;
  if (isBytes && array.elements.some((byte) => byte > 1)) return array.elements;
  const read = elementReader(array);
  let most = 0;
  let isWhole = true;
  for (let n = 0; n < size; n++) {
    const value = read(n);
    if (!(value >= 0 && value <= 255)) {
      throw new DataError(
        `${name} holds a pixel of ${value}, and pixels must go from 0 to 255 or from 0 to 1: undo what normalised them`,
      );
    }
    if (value > most) most = value;
    if (isWhole && Math.floor(value) !== value) isWhole = false;
  }
  if (most > 1 && !isWhole) {
    throw new DataError(`${name} holds fractions above 1: round its pixels, or divide them by 255`);
  }
  const scale = most <= 1 ? 255 : 1;
  const { image, row, column } = strides(array);
  const pixels = new Uint8Array(size);
  let at = 0;
  for (let n = 0; n < count; n++) {
    for (let y = 0; y < IMAGE_HEIGHT; y++) {
      let from = n * image + y * row;
      for (let x = 0; x < IMAGE_WIDTH; x++, from += column) pixels[at++] = Math.round(read(from) * scale);
    }
  }
  return pixels;
}

function toLabels(array: NpyArray, name: string): Uint8Array {
  const count = array.shape[0];
  const read = elementReader(array);
  const isOneHot = array.elements.length / Number(array.type.slice(1)) !== count;
  const element = (n: number, k: number): number => read(array.isFortran ? k * count + n : n * CLASSES + k);
  return Uint8Array.from({ length: count }, (_, n) => {
    const values = isOneHot ? Array.from({ length: CLASSES }, (_, k) => element(n, k)) : [];
    const label = isOneHot ? values.indexOf(Math.max(...values)) : read(n);
    if (Number.isInteger(label) && label >= 0 && label < CLASSES) return label;
    throw new DataError(
      `${name}: label ${n + 1} of ${count} is ${label}, expected 0 to ${CLASSES - 1}; use labels of digits`,
    );
  });
}

function noImages(file: string, arrays: readonly Named[]): DataError {
  const there = arrays.slice(0, 6).map(({ name, array }) => `${name} (${array.shape.join(' x ')})`);
  const found = there.length === 0 ? 'no arrays' : there.join(', ');
  return new DataError(
    `${file} holds no images of ${IMAGE_WIDTH}x${IMAGE_HEIGHT} pixels: there are ${found}; expected x_train and y_train, N x 28 x 28 and N`,
  );
}

function twice(file: string, images: readonly Named[]): DataError {
  const names = images.map(({ name }) => name).join(' and ');
  return new DataError(
    `${file}: ${names} are all images; name the arrays of each part, such as x_train, y_train, x_test and y_test`,
  );
}
