/** Reads data sets from files dropped on the page: IDX, CSV, or a zip of images in folders named by their digit. */

import { gunzipSync, unzipSync } from 'fflate';
import * as nn from './library.ts';
import { PageError } from './page-error.ts';

interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Larger archives are refused before unpacking. */
const MAX_UNPACKED = 2 ** 30;
const MAX_IMAGES = 100_000;
const DIGIT_FOLDER = /(?:^|\/)([0-9])\/[^/]+\.(?:png|jpe?g|webp|gif|bmp|avif)$/i;

/** @throws PageError or DataError that says what is wrong with which file */
export async function readTrainingFiles(files: readonly DroppedFile[]): Promise<nn.Dataset> {
  const unpacked = files.flatMap(unpack);
  const csv = unpacked.find(({ name }) => /\.csv$/i.test(name));
  if (csv !== undefined) return { name: csv.name, train: readCsv(csv), test: null };
  const idx = unpacked.filter(({ name }) => /ubyte$/i.test(name));
  if (idx.length > 0) return readIdx(idx);
  return readImages(files[0].name, unpacked);
}

function unpack({ name, bytes }: DroppedFile): DroppedFile[] {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
    if (length > MAX_UNPACKED) throw new PageError(`${name}: unpacks to more than 1 GB`);
    return [{ name: name.replace(/\.gz$/i, ''), bytes: gunzipSync(bytes, { out: new Uint8Array(length) }) }];
  }
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return [{ name, bytes }];
  let total = 0;
  const entries = unzipSync(bytes, {
    filter: ({ originalSize }) => {
      total += originalSize;
      if (total > MAX_UNPACKED) throw new PageError(`${name}: unpacks to more than 1 GB`);
      return true;
    },
  });
  return Object.entries(entries).map(([path, content]) => ({ name: path, bytes: content }));
}

function readCsv({ name, bytes }: DroppedFile): nn.LabelledImages {
  const reader = new nn.CsvReader(name);
  reader.push(bytes);
  return reader.finish();
}

function readIdx(files: readonly DroppedFile[]): nn.Dataset {
  const part = (prefix: RegExp): nn.LabelledImages | null => {
    const images = files.find(({ name }) => prefix.test(name) && /idx3|images/i.test(name));
    const labels = files.find(({ name }) => prefix.test(name) && /idx1|labels/i.test(name));
    if (images === undefined || labels === undefined) return null;
    return nn.pairIdx(
      nn.readIdxImages(images.bytes, images.name),
      nn.readIdxLabels(labels.bytes, labels.name),
      images.name,
      labels.name,
    );
  };
  const train = part(/train/i);
  if (train === null) {
    throw new PageError(
      `drop train-images-idx3-ubyte and train-labels-idx1-ubyte together; got ${files.map(({ name }) => name).join(', ')}`,
    );
  }
  return { name: 'IDX files', train, test: part(/t10k|test/i) };
}

async function readImages(name: string, files: readonly DroppedFile[]): Promise<nn.Dataset> {
  const found = files.filter(({ name: path }) => DIGIT_FOLDER.test(path));
  if (found.length === 0) {
    throw new PageError(`${name}: has no images in folders named 0 to 9, no IDX files and no CSV file`);
  }
  if (found.length > MAX_IMAGES) throw new PageError(`${name}: more than ${MAX_IMAGES} images`);
  const images = new Uint8Array(found.length * 784);
  const labels = new Uint8Array(found.length);
  let count = 0;
  for (const { name: path, bytes } of found) {
    const { picture } = await nn.decodeImage(bytes, path);
    const { pixels, blank } = nn.preprocess(picture);
    if (blank) continue;
    images.set(pixels, count * 784);
    labels[count++] = Number(DIGIT_FOLDER.exec(path)?.[1]);
  }
  if (count === 0) throw new PageError(`${name}: none of its images shows a digit`);
  return {
    name,
    train: { count, images: images.slice(0, count * 784), labels: labels.slice(0, count) },
    test: null,
  };
}
