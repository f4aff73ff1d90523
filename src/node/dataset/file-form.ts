/** Detects the format of a file of data by its first bytes. */

import { areRows } from '../../dataset/csv-layout.ts';
import { isNpy } from '../../dataset/npy.ts';
import { isZip, startsWithArray } from '../../dataset/npz.ts';
import { type FileHead, isText } from './file-head.ts';

export type FileForm = 'csv' | 'npz' | 'npy' | 'idx';

/** Null if it is none of these formats. */
export function formOf({ bytes, isGzipped }: FileHead): FileForm | null {
  if (isZip(bytes)) return startsWithArray(bytes) && !isGzipped ? 'npz' : null;
  if (isNpy(bytes) && !isGzipped) return 'npy';
  if (isIdxImages(bytes)) return 'idx';
  return isText(bytes) && areRows(new TextDecoder('latin1').decode(bytes)) ? 'csv' : null;
}

/** Three dimensions of unsigned bytes. */
export function isIdxImages(bytes: Uint8Array): boolean {
  return bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && bytes[3] === 3;
}
