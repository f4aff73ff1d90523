/** Distinguishes files of images in rows from image files, without loading what reads them. */

import { isImageStart } from '../../image/decode/image-format.ts';
import type { FileForm } from './file-form.ts';
import { headOf } from './file-head.ts';

/** The format of a file by its content, or else by its name; null if it may be an image. */
export async function rowsFormOf(path: string): Promise<FileForm | null> {
  const head = headOf(path);
  if (head.bytes.length === 0 || isImageStart(head.bytes)) return null; // reading it will report the error
  const { formOf } = await import('./file-form.ts');
  const form = formOf(head);
  if (form !== null) return form;
  if (/\.npz$/i.test(path)) return 'npz';
  if (/images[-_.]idx\d-ubyte(\.gz)?$/i.test(path)) return 'idx';
  const { isCsvName } = await import('../../dataset/csv-names.ts');
  return isCsvName(path) ? 'csv' : null;
}
