/** Files of images in rows, with or without labels: CSV and .npz files, and images of an IDX file. */

import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { isCsvName } from '../../dataset/csv-names.ts';
import type { ImageRows } from '../../dataset/dataset.ts';
import { isZip } from '../../dataset/npz.ts';
import { isTransposedName, transposed } from '../../dataset/transpose.ts';
import { readCsvImages } from './csv-file.ts';
import { readIdxImagesFile } from './idx-folder.ts';
import { readNpzImages } from './npz-file.ts';

export type RowsForm = 'csv' | 'npz' | 'idx';

/** The format of a file by its content, or for CSV by its name; null if it may be an image. */
export function rowsFormOf(path: string): RowsForm | null {
  try {
    if (!statSync(path).isFile()) return null;
    if (isCsvName(path)) return 'csv';
    if (/images[-_.]idx\d-ubyte(\.gz)?$/i.test(path)) return 'idx';
    const head = new Uint8Array(4);
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, 4, 0);
    } finally {
      closeSync(file);
    }
    if (isZip(head) && !/\.zip$/i.test(path)) return 'npz';
    return head[0] === 0 && head[1] === 0 && head[2] === 8 && head[3] === 3 ? 'idx' : null;
  } catch {
    return null; // reading it will report the error
  }
}

/**
 * @param transpose whether to transpose images; by default, if the name is one of EMNIST's
 * @throws {DataError} if it cannot be read
 */
export async function openRows(path: string, form: RowsForm, transpose?: boolean): Promise<ImageRows> {
  const read = { csv: readCsvImages, npz: readNpzImages, idx: readIdxImagesFile }[form];
  const rows = await read(path);
  return (transpose ?? isTransposedName(basename(path))) ? transposed(rows) : rows;
}
