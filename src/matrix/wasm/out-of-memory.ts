/** What is said where there is not as much memory as was asked for. */

import { SystemError } from '../../errors.ts';

/** @param inUse what is known of the rest, in words */
export function notEnoughMemory(bytes: number, inUse: string, cause: unknown): SystemError {
  return new SystemError(
    `not enough memory: ${formatBytes(bytes)} were asked for${inUse}: use a smaller net, batch or data set`,
    { cause },
  );
}

export function formatBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
