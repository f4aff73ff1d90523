/**
 * Reads a data set from files in memory, such as those dropped on the page, in the formats that `--data` takes: `.npz`,
 * IDX, CSV, and images in folders of digits or with a list of labels; packed by zip or gzip, or not.
 */

import { DataError, ImageError } from '../errors.ts';
import type { RasterImage } from '../image/image.ts';
import { preprocess } from '../image/preprocess.ts';
import { type DataFile, unpackFile } from './archive.ts';
import { CsvReader } from './csv.ts';
import { areRows } from './csv-layout.ts';
import { chooseCsvFiles } from './csv-names.ts';
import { type Dataset, IMAGE_PIXELS, type ImageRows, type LabelledImages } from './dataset.ts';
import { pairIdx, readIdxImages, readIdxLabels } from './idx.ts';
import { chooseIdxFiles, type IdxPair } from './idx-names.ts';
import { isImageName, type LabelledImagePath, labelOfPath } from './image-paths.ts';
import { isLabelList, isLabelListName, readLabelList } from './label-list.ts';
import { isZip, readNpz } from './npz.ts';
import { isTransposedName, transposed } from './transpose.ts';

export type { DataFile } from './archive.ts';

/** @throws {ImageError} if it is not an image */
export type Decode = (bytes: Uint8Array, name: string) => Promise<{ readonly picture: RasterImage }>;

const MOST_IMAGES = 100_000;
const LIST_BYTES = 2 ** 26;
const LINE_BYTES = 2 ** 16;
const NAMED = 6;

/**
 * @param files their names decide among formats, their contents whether they are packed
 * @throws {DataError} that says which file is wrong, or what was looked for
 */
export async function readDataFiles(files: readonly DataFile[], decode: Decode): Promise<Dataset> {
  const unpacked = files.flatMap(unpackFile);
  const names = unpacked.map(({ name }) => name);
  const name = files.length === 1 ? files[0].name : names[0];
  const npz = unpacked.find(({ bytes }) => isZip(bytes));
  if (npz !== undefined) return fromNpz(npz);
  const idx = chooseIdxFiles(names, name);
  if (idx !== null) {
    const turn = isTransposedName(idx.set) ? transposed : same;
    const read = (pair: IdxPair): LabelledImages | null => turnOrNull(fromIdx(pair, unpacked), turn);
    const train = read(idx.train);
    if (train === null) throw incompleteIdx(names);
    return { name: 'IDX files', train, test: read(idx.test) };
  }
  const images = unpacked.filter((file) => isImageName(file.name));
  if (images.length > 0) return fromImages(name, images, labelsOf(name, unpacked, images), decode);
  return fromCsv(name, unpacked);
}

const same = (images: LabelledImages): LabelledImages => images;
const turnOrNull = (images: LabelledImages | null, turn: typeof same): LabelledImages | null =>
  images === null ? null : turn(images);

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function fromNpz({ name, bytes }: DataFile): Dataset {
  const { parts } = readNpz(bytes, name);
  const labelled = (rows: ImageRows | undefined): LabelledImages | null =>
    rows === undefined || rows.labels === null ? null : { ...rows, labels: rows.labels };
  const train = labelled(parts.train ?? parts.whole);
  if (train === null)
    throw new DataError(`${name} has no labelled training images: looked for x_train and y_train`);
  return { name, train, test: labelled(parts.test ?? parts.validation) };
}

function fromIdx({ images, labels }: IdxPair, files: readonly DataFile[]): LabelledImages | null {
  const bytesOf = (path: string): Uint8Array =>
    files.find(({ name }) => name === path)?.bytes ?? new Uint8Array(0);
  if (images === undefined || labels === undefined) return null;
  return pairIdx(
    readIdxImages(bytesOf(images), images),
    readIdxLabels(bytesOf(labels), labels),
    images,
    labels,
  );
}

function incompleteIdx(names: readonly string[]): DataError {
  return new DataError(
    `drop train-images-idx3-ubyte and train-labels-idx1-ubyte together; got ${listed(names)}`,
  );
}

function fromCsv(name: string, files: readonly DataFile[]): Dataset {
  const byName = new Map(files.map((file) => [baseName(file.name), file]));
  const others = [...byName].flatMap(([name, { bytes }]) => (startsWithRows(bytes) ? [name] : []));
  const chosen =
    chooseCsvFiles([...byName.keys()]) ?? (others.length === 1 ? { train: others[0], test: null } : null);
  const rows = (file: string | null): LabelledImages | null => {
    const found = byName.get(file ?? '');
    if (found === undefined) return null;
    const { labels, ...images } = readCsv(found);
    if (labels === null) return null; // Kaggle's test images
    return (isTransposedName(baseName(found.name)) ? transposed : same)({ ...images, labels });
  };
  if (chosen === null) {
    throw new DataError(
      `${name}: holds no data set: looked for an .npz file, IDX files, CSV files, and images in folders 0 to 9; got ${listed([...byName.keys()])}`,
    );
  }
  const [train, test] = [rows(chosen.train), rows(chosen.test)];
  if (train === null && test === null)
    throw new DataError(`${name} has no labels; they are needed for training`);
  return train === null ? { name, train: test, test: null } : { name, train, test };
}

/** Of text, the first line is examined. */
function startsWithRows(bytes: Uint8Array): boolean {
  return areRows(new TextDecoder('latin1').decode(bytes.subarray(0, LINE_BYTES)));
}

function readCsv({ name, bytes }: DataFile): ImageRows {
  const reader = new CsvReader(name);
  reader.push(bytes);
  return reader.finishRows();
}

/** By folders of digits, or else by a list of labels. */
function labelsOf(
  name: string,
  files: readonly DataFile[],
  images: readonly DataFile[],
): readonly LabelledImagePath[] {
  const found = images.flatMap(({ name: path }) => labelOfPath(path) ?? []);
  if (found.length > 0) return found;
  const list = files.find(
    (file) =>
      isLabelListName(baseName(file.name)) &&
      file.bytes.length <= LIST_BYTES &&
      isLabelList(new TextDecoder().decode(file.bytes.subarray(0, 4096))),
  );
  if (list === undefined) {
    throw new DataError(
      `${name}: has images, but nothing says which digits they show: put them into folders 0 to 9, or list name and label in labels.csv`,
    );
  }
  const folder = list.name.slice(0, -baseName(list.name).length);
  const paths = images.flatMap(({ name: path }) =>
    path.startsWith(folder) ? [path.slice(folder.length)] : [],
  );
  const { files: labelled, problems } = readLabelList(
    new TextDecoder().decode(list.bytes),
    list.name,
    name,
    paths,
  );
  if (labelled.length === 0) throw new DataError(problems[0] ?? `${list.name} names none of the images`);
  return labelled.map(({ path, label }) => ({ path: folder + path, label, part: 'whole' }));
}

async function fromImages(
  name: string,
  files: readonly DataFile[],
  labelled: readonly LabelledImagePath[],
  decode: Decode,
): Promise<Dataset> {
  if (labelled.length > MOST_IMAGES) throw new DataError(`${name}: more than ${MOST_IMAGES} images`);
  const bytes = new Map(files.map((file) => [file.name, file.bytes]));
  const refused: NonNullable<Dataset['pictures']>['refused'][number][] = [];
  const read = async (part: LabelledImagePath['part']): Promise<LabelledImages | null> => {
    const wanted = labelled.filter((one) => one.part === part);
    const images = new Uint8Array(wanted.length * IMAGE_PIXELS);
    const labels = new Uint8Array(wanted.length);
    let count = 0;
    for (const { path, label } of wanted) {
      try {
        const { picture } = await decode(bytes.get(path) ?? new Uint8Array(0), path);
        const { pixels, blank } = preprocess(picture);
        if (blank) throw new ImageError(`${path} shows no digit`);
        images.set(pixels, count * IMAGE_PIXELS);
        labels[count++] = label;
      } catch (error) {
        if (!(error instanceof ImageError)) throw error;
        refused.push({ image: path, error: { kind: error.kind, message: error.message } });
      }
    }
    return count === 0
      ? null
      : { count, images: images.slice(0, count * IMAGE_PIXELS), labels: labels.slice(0, count) };
  };
  const train = (await read('train')) ?? (await read('whole'));
  if (train === null) {
    const [first] = refused;
    throw new DataError(
      first === undefined
        ? `${name}: has images for testing alone: put those for training into folders 0 to 9 below train/`
        : `${name}: none of its images can be used; the first: ${first.error.message}`,
    );
  }
  const test = (await read('test')) ?? (await read('validation'));
  return { name, train, test, pictures: { read: train.count + (test?.count ?? 0), cached: 0, refused } };
}

function listed(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return names.length === 0 ? 'no files' : `${names.slice(0, NAMED).join(', ')}${more}`;
}
