/**
 * A memory budget for image decoders, shared by all threads of the process: many images are decoded in parallel, but
 * large ones one after another.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { limits } from '../limits/limits.ts';

/** Kilobytes in use. */
let taken = new Int32Array(new SharedArrayBuffer(4));

const LIMIT = limits.image.allDecodersBytes / 1000;
const LOOK_MS = 5;

/** For threads, which pass it to `joinDecoderMemory`. */
export function decoderMemory(): SharedArrayBuffer {
  return taken.buffer;
}

export function joinDecoderMemory(shared: SharedArrayBuffer): void {
  taken = new Int32Array(shared);
}

/**
 * Runs `work` once `bytes` are available. A thread that died while holding memory must not block the others for ever.
 */
export async function withDecoderMemory<T>(bytes: number, work: () => Promise<T>): Promise<T> {
  const size = Math.ceil(bytes / 1000);
  const looks = (limits.image.seconds * 1000) / LOOK_MS;
  let isTaken = take(size);
  for (let look = 0; look < looks && !isTaken; look++) {
    await sleep(LOOK_MS);
    isTaken = take(size);
  }
  try {
    return await work();
  } finally {
    if (isTaken) Atomics.sub(taken, 0, size);
  }
}

function take(size: number): boolean {
  for (;;) {
    const before = Atomics.load(taken, 0);
    if (before > 0 && before + size > LIMIT) return false;
    if (Atomics.compareExchange(taken, 0, before, before + size) === before) return true;
  }
}
