/**
 * How long something has been waited for, by the time that this process ran: one that was suspended for minutes (Ctrl-Z, a
 * scheduler) finds the clock far ahead, and those whom it waits for as far as they were.
 */

/** Between two looks at the clock, no more than this counts. Well above the pauses of a busy machine. */
const LONGEST_STEP_MS = 250;

export class Patience {
  /** Milliseconds that counted so far. */
  waited = 0;
  #last: number;

  /** @param now milliseconds of any clock */
  constructor(now: number) {
    this.#last = now;
  }

  /** To be called several times a second. Returns the milliseconds that counted so far. */
  look(now: number): number {
    this.waited += Math.min(Math.max(0, now - this.#last), LONGEST_STEP_MS);
    this.#last = now;
    return this.waited;
  }
}

/** Calls `late` after so many milliseconds in which this process ran; returns what calls it off. */
export function callLate(milliseconds: number, late: () => void): () => void {
  let left = milliseconds;
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    const step = Math.min(left, LONGEST_STEP_MS);
    timer = setTimeout(() => {
      left -= step;
      if (left > 0) wait();
      else late();
    }, step);
  };
  wait();
  return () => clearTimeout(timer);
}
