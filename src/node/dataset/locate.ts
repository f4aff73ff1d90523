/** Detects the kind of data set at a path, by content rather than by name, searching nested folders. */

import { realpathSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type CsvFiles, isCsvName } from '../../dataset/csv-names.ts';
import { isImageName } from '../../dataset/image-paths.ts';
import { isNpy } from '../../dataset/npy.ts';
import { isZip } from '../../dataset/npz.ts';
import { isTransposedName } from '../../dataset/transpose.ts';
import { DataError } from '../../errors.ts';
import { csvFilesIn } from './csv-file.ts';
import { formOf as formOfHead, isIdxImages } from './file-form.ts';
import { type FileHead, headOf, isText } from './file-head.ts';
import { findIdxFiles } from './idx-files.ts';
import { findImageLayout, type ImageLayout } from './image-layout.ts';
import { type Listing, listFolder } from './listing.ts';

type DataForm =
  | { readonly kind: 'images'; readonly layout: ImageLayout }
  | { readonly kind: 'csv folder'; readonly files: CsvFiles }
  | { readonly kind: 'csv' | 'npz' | 'idx' };

export interface Located {
  readonly form: DataForm;
  /** The file, or the folder that contains it: the given path, or one below it. */
  readonly path: string;
  /** Whether its files have the names of EMNIST's, whose images are transposed. */
  readonly isTransposed: boolean;
  /** Information about how it was found, for the user. */
  readonly remarks: readonly string[];
}

/** Maximum depth of nested folders: `torchvision/MNIST/raw`, and one for the archive's name. */
const DEEPEST = 4;

/** A data set wrapped in folders has a few around it; someone's home has a hundred thousand. */
const MOST_FOLDERS = 2000;

/** Maximum number of names in messages. */
const NAMED = 6;

const LOOKED_FOR =
  'folders 0 to 9 of images, or train/ and test/ with such folders; labels.csv beside images; train.csv and test.csv; ' +
  'IDX files (train-images-idx3-ubyte and the like); an .npz file';

/** @throws {DataError} if there is nothing that can be read; the system's error if the path cannot be accessed */
export async function locateData(path: string): Promise<Located> {
  if (!(await stat(path)).isDirectory()) return locateFile(path);
  const state: Search = { seen: new Set(ancestors(realpathSync(path))), found: [], isCut: false };
  search(path, 0, state);
  const { found, isCut } = state;
  const [first, second] = found;
  if (isCut && second === undefined) {
    throw new DataError(`${path} holds more than ${MOST_FOLDERS} folders; give that of the data set`);
  }
  if (first === undefined) throw nothing(path);
  if (second !== undefined) {
    const paths = found.slice(0, NAMED).map((one) => one.path);
    throw new DataError(`${path} holds several data sets: name one of ${paths.join(', ')}`);
  }
  if (first.path === path) return first;
  return { ...first, remarks: [`Found ${describe(first.form)} in ${first.path}`, ...first.remarks] };
}

function locateFile(path: string): Located {
  const rest = { path, isTransposed: isTransposedName(basename(path)), remarks: [] };
  const head = headOf(path);
  const form = formOfHead(head);
  if (form === 'npz' || (/\.npz$/i.test(path) && isZip(head.bytes)))
    return { form: { kind: 'npz' }, ...rest };
  const other = form === 'csv' ? undefined : unreadable(path, head);
  if (other !== undefined) throw new DataError(`${path} ${other}`);
  if (isCsvName(path) || isText(head.bytes)) return { form: { kind: 'csv' }, ...rest };
  throw new DataError(
    `${path} is a file, and neither a .csv nor an .npz; give the folder that holds its images and its labels`,
  );
}

/** Describes a file of an unsupported kind, and how to convert it. */
function unreadable(path: string, { bytes: head, isGzipped }: FileHead): string | undefined {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, n) => head[n] === byte);
  const save = 'save its arrays with numpy.savez (x_train, y_train, x_test, y_test)';
  if (isZip(head))
    return isGzipped
      ? 'is an archive that gzip has packed once more: unpack it with gunzip'
      : 'is a zip file: unpack it, and give the folder';
  if (isTar(head)) return 'is a tar archive: unpack it with tar -xf, and give the folder';
  if (isIdxImages(head)) return 'is an IDX file of images alone: give the folder that holds its labels too';
  if (isNpy(head)) return `holds one array alone: ${save}`;
  if (starts(0x50, 0x41, 0x52, 0x31))
    return 'is a Parquet file: save it with to_csv of pandas, or as images in folders';
  if (starts(0x89, 0x48, 0x44, 0x46)) return `is an HDF5 file: ${save}`;
  if (starts(0x80) && head[1] >= 2 && head[1] <= 5)
    return `is a pickle of Python, which could run any program: ${save}`;
  if (starts(...Buffer.from('version https://git-lfs'))) {
    return 'is a pointer of Git LFS and not the file itself: fetch that with `git lfs pull`';
  }
  if (starts(...Buffer.from('<!')) || starts(...Buffer.from('<html')))
    return 'is a web page and no data set: download the file itself';
  if (/\.mat$/i.test(path)) return `is a MATLAB file: ${save}`;
  if (starts(0x89, 0x50, 0x4e, 0x47) || starts(0xff, 0xd8, 0xff)) {
    return 'is an image: give a folder with a folder of images for each digit, 0 to 9';
  }
  return undefined;
}

/** (POSIX, pax: the magic of a header block.) */
function isTar(head: Uint8Array): boolean {
  return String.fromCharCode(...head.subarray(257, 262)) === 'ustar';
}

interface Search {
  /** Real paths: of the folders visited, and of those above the first one, to which links may lead back. */
  readonly seen: Set<string>;
  readonly found: Located[];
  /** Whether there are too many folders to search. */
  isCut: boolean;
}

function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [above, ...ancestors(above)];
}

/** Finds the data set of a folder, or those of its subfolders if it has none: no more than messages name. */
function search(folder: string, depth: number, state: Search): void {
  const { seen, found } = state;
  let listing: Listing;
  try {
    const real = realpathSync(folder);
    state.isCut ||= seen.size >= MOST_FOLDERS;
    if (seen.has(real) || state.isCut) return;
    seen.add(real);
    listing = listFolder(folder);
  } catch (error) {
    if (depth === 0) throw error;
    return; // there may be a data set elsewhere
  }
  const own = formOf(folder, listing);
  if (own !== null) found.push(own);
  if (own !== null || depth === DEEPEST) return;
  for (const name of listing.folders) {
    if (found.length < NAMED) search(join(folder, name), depth + 1, state);
  }
}

/** In order of preference, if a folder matches several formats. */
function formOf(folder: string, { files }: Listing): Located | null {
  const layout = findImageLayout(folder);
  if (layout !== null) {
    const form: DataForm = { kind: 'images', layout };
    return { form, path: folder, isTransposed: false, remarks: imageRemarks(folder, layout) };
  }
  const csv = csvFilesIn(folder, files);
  if (csv !== null) {
    const name = basename(csv.train ?? csv.test ?? '');
    const form: DataForm = { kind: 'csv folder', files: csv };
    return { form, path: folder, isTransposed: isTransposedName(name), remarks: [] };
  }
  const idx = findIdxFiles(folder, listFolder);
  if (idx !== null) {
    const remarks = idx.set === '' ? [] : [`Reading the files ${idx.set}*`];
    return { form: { kind: 'idx' }, path: folder, isTransposed: isTransposedName(idx.set), remarks };
  }
  const npz = files.filter((name) => /\.npz$/i.test(name));
  if (npz.length !== 1) return null;
  return { form: { kind: 'npz' }, path: join(folder, npz[0]), isTransposed: false, remarks: [] };
}

function imageRemarks(folder: string, { parts, leftAside, labelFile }: ImageLayout): string[] {
  const name = (path: string): string => `${path.slice(folder.length).replace(/^[\\/]/, '')}/`;
  const { train, test, validation } = parts;
  const remarks: string[] = [];
  if (labelFile !== undefined) remarks.push(`Labels are those of ${labelFile}`);
  if (test !== undefined && name(test) !== 'test/') remarks.push(`${name(test)} is the test part`);
  if (validation !== undefined) {
    remarks.push(
      test === undefined
        ? `${name(validation)} is taken for the test part; training leaves it aside`
        : `${name(validation)} is left aside: validation images are split off ${train === undefined ? 'the training part' : name(train)} (--validation)`,
    );
  }
  if (leftAside.length > 0) {
    const more = leftAside.length > NAMED ? ` and ${leftAside.length - NAMED} more` : '';
    remarks.push(
      `Ignored, because their names are not digits: ${leftAside.slice(0, NAMED).map(name).join(', ')}${more}`,
    );
  }
  return remarks;
}

function describe(form: DataForm): string {
  switch (form.kind) {
    case 'images':
      return 'folders of images';
    case 'csv folder':
    case 'csv':
      return 'CSV files';
    case 'npz':
      return 'an .npz file';
    case 'idx':
      return 'IDX files';
  }
}

function nothing(folder: string): DataError {
  const { folders, files } = listFolder(folder);
  const names = [...folders.map((name) => `${name}/`), ...files];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const there = names.length === 0 ? 'it is empty' : `there are ${names.slice(0, NAMED).join(', ')}${more}`;
  const images = files.filter(isImageName).length;
  const advice =
    images > 0
      ? `; to say which digit each image shows, put it into a folder named by its digit, or list name and label in labels.csv`
      : '';
  return new DataError(`${folder} holds no data set: looked for ${LOOKED_FOR}; ${there}${advice}`);
}
