/** Files of images in rows, with or without labels: CSV, .npz and .npy files, and images of an IDX file. */

import { basename } from 'node:path';
import { isCsvName } from '../../dataset/csv-names.ts';
import type { ImageRows } from '../../dataset/dataset.ts';
import { isTransposedName, transposed } from '../../dataset/transpose.ts';
import { isImageStart } from '../../image/decode/image-format.ts';
import { readCsvImages } from './csv-file.ts';
import { type FileForm, formOf, headOf } from './file-form.ts';
import { readIdxImagesFile } from './idx-folder.ts';
import { readNpyImagesFile, readNpzImages } from './npz-file.ts';

/** The format of a file by its content, or else by its name; null if it may be an image. */
export function rowsFormOf(path: string): FileForm | null {
  const head = headOf(path);
  if (head.bytes.length === 0 || isImageStart(head.bytes)) return null; // reading it will report the error
  const form = formOf(head);
  if (form !== null) return form;
  if (/\.npz$/i.test(path)) return 'npz';
  if (/images[-_.]idx\d-ubyte(\.gz)?$/i.test(path)) return 'idx';
  return isCsvName(path) ? 'csv' : null;
}

/**
 * @param transpose whether to transpose images; by default, if the name is one of EMNIST's
 * @throws {DataError} if it cannot be read
 */
export async function openRows(path: string, form: FileForm, transpose?: boolean): Promise<ImageRows> {
  const read = { csv: readCsvImages, npz: readNpzImages, npy: readNpyImagesFile, idx: readIdxImagesFile }[
    form
  ];
  const rows = await read(path);
  return (transpose ?? isTransposedName(basename(path))) ? transposed(rows) : rows;
}
