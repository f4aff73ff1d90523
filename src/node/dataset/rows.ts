/** Files of images in rows, with or without labels: CSV, .npz and .npy files, and images of an IDX file. */

import { basename } from 'node:path';
import type { ImageRows } from '../../dataset/dataset.ts';
import { isTransposedName, transposed } from '../../dataset/transpose.ts';
import { readCsvImages } from './csv-file.ts';
import type { FileForm } from './file-form.ts';
import { readIdxImagesFile } from './idx-folder.ts';
import { readNpyImagesFile, readNpzImages } from './npz-file.ts';

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
