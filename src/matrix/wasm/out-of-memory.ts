/** The error for memory that cannot be allocated. */

import { SystemError } from '../../errors.ts';

/** @param inUse what is known about the rest of the memory, as text */
export function notEnoughMemory(bytes: number, inUse: string, cause: unknown): SystemError {
  return new SystemError(
    `not enough memory: ${formatBytes(bytes)} were requested${inUse}: use a smaller network, batch or data set`,
    { cause },
  );
}

export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
