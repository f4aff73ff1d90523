/** A limit of seconds that a library counts by the clock, which goes on while the process is suspended. */

import { callLate } from '../patience.ts';

/** Timers run behind the clock of the library: from this part of the limit on, the process is taken to have run. */
const MOST_OF_IT = 0.75;

/**
 * Does `work` once more where it failed for its limit, and the process did not run for as long as that.
 * @param seconds its limit
 * @param isLimit whether an error says that the limit was reached
 */
export async function againIfSuspended<T>(
  seconds: number,
  work: () => Promise<T>,
  isLimit: (error: unknown) => boolean,
): Promise<T> {
  let ran = false;
  const cancel = callLate(seconds * 1000 * MOST_OF_IT, () => {
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
