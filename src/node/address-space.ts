/** How much address space the system lets this process have (`ulimit -v`): V8 ends the process where a thread finds none. */

import { readFileSync } from 'node:fs';

/** What a thread asks for at its start, with much to spare: V8 reserves some hundred megabytes for its code alone. */
const THREAD_BYTES = 1e9;

/**
 * Whether there is room for so many threads more, and for `beside` bytes. Linux tells; of other systems nothing is
 * known.
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
