/**
 * `mnist-10k`, the bundled digits: the first 10,000 of MNIST's training images, sorted by class and otherwise in
 * their original order. `data/pack-mnist-10k.ts` creates the file; see `data/README.md` for its origin.
 *
 *     offset  bytes  what (integers are little-endian and unsigned)
 *          0      8  magic: "nndigits"
 *          8      4  version: 1
 *         12     32  SHA-256 of everything after it
 *         44      4  N, the number of images
 *         48      4  G, the number of groups: four adjacent pixels, not all of them zero
 *         52     40  the number of images of each class, 0 to 9
 *         92   28 N  a byte per row: bit k is set if pixels 4k to 4k + 3 form a group
 *   92+28 N    4 G  the groups, in order, four pixel bytes each
 *
 * Four pixels in five are zero, so this takes a third of the size of the plain bytes. Groups of four are copied as
 * words: 4 ms warm and 10 cold, where a bitmap of single pixels took 12 and 20 for a file of the same size.
 */
import { checkArgument, DataError } from '../errors.ts';
import type { CreateSha256 } from '../sha256.ts';
import {
  CLASSES,
  type Dataset,
  IMAGE_HEIGHT,
  IMAGE_PIXELS,
  IMAGE_WIDTH,
  type LabelledImages,
} from './dataset.ts';

export const EMBEDDED_NAME = 'mnist-10k';
/** Number of images in each split. */
export const EMBEDDED_COUNTS = { train: 9_000, test: 1_000 } as const;

/** The layout of the packed file, as above. */
export const packed = {
  magic: 'nndigits',
  version: 1,
  versionAt: 8,
  sha256At: 12,
  countAt: 44,
  groupsAt: 48,
  classesAt: 52,
  rowsAt: 92,
} as const;

export const GROUP = 4;
const ROW_GROUPS = IMAGE_WIDTH / GROUP;

/** Every tenth image of the class-sorted sequence is a test image. */
const TEST_STRIDE = 10;

/**
 * The bundled digits: 9,000 for training and 1,000 for testing, each split sorted by class; the splits are fixed.
 *
 * @param bytes of `mnist-10k.bin`
 * @param file its name, for messages
 * @throws {DataError} if they are damaged
 */
export function unpackEmbedded(bytes: Uint8Array, file: string, createSha256: CreateSha256): Dataset {
  checkArgument(ArrayBuffer.isView(bytes), 'bytes', 'the bytes of mnist-10k.bin', bytes);
  // The splits are unpacked directly to their destination: splitting afterwards copied 8 MB, which took 5 ms.
  const { count, images, labels } = unpackDigits(bytes, file, createSha256, (index, count) => {
    const testsBefore = Math.floor(index / TEST_STRIDE);
    const isTest = index % TEST_STRIDE === TEST_STRIDE - 1;
    return isTest ? count - Math.floor(count / TEST_STRIDE) + testsBefore : index - testsBefore;
  });
  const trained = count - Math.floor(count / TEST_STRIDE);
  const part = (start: number, end: number): LabelledImages => ({
    count: end - start,
    images: images.subarray(start * IMAGE_PIXELS, end * IMAGE_PIXELS),
    labels: labels.subarray(start, end),
  });
  return { name: EMBEDDED_NAME, train: part(0, trained), test: part(trained, count) };
}

/**
 * All images of a packed file.
 *
 * @param file its name, for messages
 * @param place maps the index of an image in the class-sorted sequence to its destination; by default they stay
 *   sorted
 * @throws {DataError} if the file does not have the layout above
 */
export function unpackDigits(
  bytes: Uint8Array,
  file: string,
  createSha256: CreateSha256,
  place: (index: number, count: number) => number = (index) => index,
): LabelledImages {
  const { view, count } = checkPacked(bytes, file, createSha256);
  const rows = bytes.subarray(packed.rowsAt, packed.rowsAt + count * IMAGE_HEIGHT);
  const start = packed.rowsAt + rows.length;
  // Words must be aligned, as they are in a file that is read by itself. They are only copied, so byte order does not
  // matter.
  const aligned = (bytes.byteOffset + start) % GROUP === 0 ? bytes.subarray(start) : bytes.slice(start);
  const groups = new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / GROUP);
  const images = new Uint8Array(count * IMAGE_PIXELS);
  const labels = new Uint8Array(count);

  const words = new Uint32Array(images.buffer);
  let index = 0;
  let group = 0;
  for (let label = 0; label < CLASSES; label++) {
    const end = index + view.getUint32(packed.classesAt + 4 * label, true);
    for (; index < end; index++) {
      const to = place(index, count);
      labels[to] = label;
      group = unpackImage(words, to, rows, index, groups, group);
    }
  }
  if (group !== groups.length) {
    throw damaged(file, `has ${groups.length} groups of pixels, and its rows tell of ${group}`);
  }
  return { count, images, labels };
}

/** A separate function, so that the engine optimizes it after a few of its 10,000 calls. Returns the next group. */
function unpackImage(
  words: Uint32Array,
  to: number,
  rows: Uint8Array,
  from: number,
  groups: Uint32Array,
  first: number,
): number {
  let group = first;
  let word = to * IMAGE_HEIGHT * ROW_GROUPS;
  for (let row = from * IMAGE_HEIGHT; row < (from + 1) * IMAGE_HEIGHT; row++, word += ROW_GROUPS) {
    for (let bits = rows[row]; bits !== 0; bits &= bits - 1) {
      words[word + 31 - Math.clz32(bits & -bits)] = groups[group++];
    }
  }
  return group;
}

/** Checks the header, the length and the checksum before anything is allocated. */
function checkPacked(
  bytes: Uint8Array,
  file: string,
  createSha256: CreateSha256,
): { view: DataView; count: number } {
  if (bytes.length < packed.rowsAt) throw damaged(file, `has only ${bytes.length} bytes`);
  const magic = String.fromCharCode(...bytes.subarray(0, packed.versionAt));
  if (magic !== packed.magic) throw damaged(file, 'does not begin as packed digits do');

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(packed.versionAt, true);
  if (version !== packed.version) throw damaged(file, `has version ${version}, expected ${packed.version}`);

  const count = view.getUint32(packed.countAt, true);
  const length = packed.rowsAt + count * IMAGE_HEIGHT + view.getUint32(packed.groupsAt, true) * GROUP;
  if (bytes.length !== length) throw damaged(file, `has ${bytes.length} bytes, expected ${length}`);

  const sum = createSha256().update(bytes.subarray(packed.countAt)).digest();
  const stated = bytes.subarray(packed.sha256At, packed.countAt);
  if (sum.some((byte, k) => byte !== stated[k])) throw damaged(file, 'has a wrong checksum');

  let classified = 0;
  for (let label = 0; label < CLASSES; label++) {
    classified += view.getUint32(packed.classesAt + 4 * label, true);
  }
  if (classified !== count)
    throw damaged(file, `has ${count} images, and its classes add up to ${classified}`);
  return { view, count };
}

function damaged(file: string, problem: string): DataError {
  return new DataError(`${file} is damaged: it ${problem}; make it again with \`npm run build\``);
}
