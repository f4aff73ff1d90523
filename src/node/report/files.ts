/** Writes report files atomically, and recognises existing ones. */

import { open } from 'node:fs/promises';
import { SystemError } from '../../errors.ts';
import { reportMark } from '../../report/page.ts';
import { explainSystemError, writeAtomic } from '../files.ts';

/** The mark is near the beginning. */
const HEAD_BYTES = 1024;

/** Whether a file is a report written by nn. @throws the system's error if it cannot be read */
export async function isReport(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(reportMark);
  } finally {
    await file.close();
  }
}

/** @throws SystemError if it cannot be written */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeAtomic(path, [text]);
  } catch (error) {
    throw new SystemError(`${path}: cannot write the report: ${explainSystemError(error)}`, { cause: error });
  }
}
