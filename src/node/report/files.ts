/** Reports and figures as files: written whole or not at all, and never over a file that is no report. */

import { open } from 'node:fs/promises';
import { SystemError } from '../../errors.ts';
import { reportMark } from '../../report/page.ts';
import { explainSystemError, writeAtomic } from '../files.ts';

/** The mark stands near the beginning. */
const HEAD_BYTES = 1024;

/** Whether a file was written as a report by nn. @throws the system's error where it cannot be read */
export async function isReport(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead).includes(reportMark);
  } finally {
    await file.close();
  }
}

/** @throws SystemError where it cannot be written */
export async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeAtomic(path, [text]);
  } catch (error) {
    throw new SystemError(`${path}: cannot write the report: ${explainSystemError(error)}`, { cause: error });
  }
}
