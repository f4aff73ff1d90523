/** Handles time limits of libraries that use the wall clock, which continues while the process is suspended. */

import { callAfterRunning } from '../running-time.ts';

/** Timers lag behind the library's clock: from this fraction of the limit on, the process is considered to have run. */
const MOST_OF_IT = 0.75;

/**
 * Repeats `work` once if it exceeded its time limit although the process did not run that long.
 * @param seconds the limit
 * @param isLimit whether an error reports an exceeded limit
 */
export async function againIfSuspended<T>(
  seconds: number,
  work: () => Promise<T>,
  isLimit: (error: unknown) => boolean,
): Promise<T> {
  let ran = false;
  const cancel = callAfterRunning(seconds * 1000 * MOST_OF_IT, () => {
    ran = true;
  });
  try {
    return await work();
  } catch (error) {
    if (ran || !isLimit(error)) throw error;
  } finally {
    cancel();
  }
  return work();
}
