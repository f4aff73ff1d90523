/**
 * Measures waiting time by the time that this process ran: after a suspension of minutes (Ctrl-Z, a scheduler) the
 * clock has advanced, but the workers being waited for have not.
 */

/** The longest step of the clock that counts in full. Well above the pauses of a busy machine. */
const LONGEST_STEP_MS = 250;

export class RunningTime {
  /** Milliseconds counted so far. */
  elapsed = 0;
  #last: number;

  /** @param now milliseconds of any clock */
  constructor(now: number) {
    this.#last = now;
  }

  /** Must be called several times a second. Returns the milliseconds counted so far. */
  measure(now: number): number {
    this.elapsed += Math.min(Math.max(0, now - this.#last), LONGEST_STEP_MS);
    this.#last = now;
    return this.elapsed;
  }
}

/** Calls `callback` after this many milliseconds in which the process ran; returns a function that cancels it. */
export function callAfterRunning(milliseconds: number, callback: () => void): () => void {
  let left = milliseconds;
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    const step = Math.min(left, LONGEST_STEP_MS);
    timer = setTimeout(() => {
      left -= step;
      if (left > 0) wait();
      else callback();
    }, step);
  };
  wait();
  return () => clearTimeout(timer);
}
