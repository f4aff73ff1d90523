/** The address space limit of the process (`ulimit -v`): V8 aborts the process if a thread cannot reserve memory. */

import { readFileSync } from 'node:fs';

/** Address space of a new thread, with a margin: V8 reserves several hundred megabytes for its code alone. */
const THREAD_BYTES = 1e9;

/**
 * Whether there is address space for this many more threads, and for `beside` additional bytes. Only Linux reports
 * it; on other systems it is assumed.
 */
export function hasRoomForThreads(count: number, beside = 0): boolean {
  return beside + count * THREAD_BYTES <= addressSpaceLeft();
}

function addressSpaceLeft(): number {
  try {
    const limit = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    if (limit === null) return Number.POSITIVE_INFINITY;
    const taken = /^VmSize:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'latin1'));
    return Number(limit[1]) - 1024 * Number(taken?.[1] ?? 0);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
