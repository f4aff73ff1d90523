/** The kernels in WebAssembly SIMD on several threads; `phases.ts` describes how they distribute work. */

import { SystemError } from '../../errors.ts';
import { callAfterRunning, RunningTime } from '../../running-time.ts';
import * as phases from './phases.ts';
import { SimdKernels } from './simd-kernels.ts';
import type { WasmModule } from './webassembly.ts';
import type { Spawn, WorkerData } from './worker.ts';

/** Time limits for a worker to start, and to finish its blocks of a phase. */
const START_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 20_000;
/**
 * Waiting threads spin for this long, then sleep until they are woken. Waking a thread is expensive: Linux often runs
 * it on the core of the thread that woke it, and the two then take turns for a while. The limit is therefore longer
 * than the main thread ever works alone between two steps; but not much longer, because on a busy machine spinning
 * keeps other threads from working, as it always does with more threads than cores.
 */
const SPIN_MS = 0.3;
const CROWDED_SPIN_MS = 0.02;
const NAP_MS = 5;
/** A wait of this length, and longer than this thread's share of the phase, indicates that a worker was descheduled. */
const LONG_WAIT_MS = 1;
const LEAST_PHASES_ALONE = 32;
const MOST_PHASES_ALONE = 2048;

export interface ThreadSettings {
  /** Including the thread that creates these kernels. */
  readonly threads: number;
  readonly spawn: Spawn;
  /** Number of cores available. */
  readonly cores: number;
  /** A shorter time limit for workers, for tests of failure. */
  readonly answerLimit?: number;
  readonly startLimit?: number;
}

export class ThreadedKernels extends SimdKernels {
  readonly #settings: ThreadSettings;
  readonly #spin: number;
  readonly #workers: ReturnType<Spawn>[] = [];
  #failure: SystemError | null = null;
  #phasesAlone = 0; // phases still to be executed on this thread alone
  #penalty = LEAST_PHASES_ALONE;
  #goodPhases = 0;
  #closed = false;

  /** Starts the workers and waits until they are ready. @throws SystemError if one does not start */
  static async start(module: WasmModule, settings: ThreadSettings): Promise<ThreadedKernels> {
    const kernels = new ThreadedKernels(module, settings);
    const numbers = Array.from({ length: settings.threads - 1 }, (_, k) => k + 1);
    try {
      await Promise.all(numbers.map((number) => kernels.#startWorker(module, number)));
    } catch (error) {
      await kernels.close();
      throw error;
    }
    return kernels;
  }

  private constructor(module: WasmModule, settings: ThreadSettings) {
    super(module, settings.threads);
    this.#settings = settings;
    this.#spin = settings.threads > settings.cores ? CROWDED_SPIN_MS : SPIN_MS;
  }

  #startWorker(module: WasmModule, number: number): Promise<void> {
    const { threads, spawn, startLimit = START_LIMIT_MS } = this.#settings;
    const data: WorkerData = {
      module,
      memory: this.allocation.memory,
      control: this.control.byteOffset,
      number,
      threads,
      spin: this.#spin,
    };
    return new Promise((resolve, reject) => {
      const onFailure = (reason: string): void => {
        callOff();
        if (this.#closed) return;
        this.#failure ??= failure(`worker thread ${number} ${reason}`);
        reject(this.#failure);
      };
      const onReady = (): void => {
        callOff();
        resolve();
      };
      const callOff = callAfterRunning(startLimit, () =>
        onFailure(`did not start within ${startLimit / 1000} s`),
      );
      try {
        this.#workers.push(spawn(data, { onReady, onFailure }));
      } catch (error) {
        onFailure(`cannot be started (${(error as Error).message})`);
      }
    });
  }

  /** Executes the phase on all threads, or on this one alone, and returns when it is complete. */
  protected override run(blocks: number): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.#closed) throw new TypeError('these kernels are closed');
    if (this.#phasesAlone > 0) {
      this.#phasesAlone--;
      this.runAlone(blocks);
      return;
    }
    this.publish();
    this.#wake();
    const { control } = this;
    const start = performance.now();
    phases.takeWorkItems(control, control.byteOffset, this.compiled, 0, this.threads);
    this.leaveKernels();
    const end = performance.now();
    this.#avoidWaits(this.#awaitBlocks(blocks), end - start);
  }

  #wake(): void {
    const { control } = this;
    Atomics.add(control, phases.GENERATION, 1);
    if (Atomics.load(control, phases.SLEEPERS) > 0) Atomics.notify(control, phases.GENERATION);
  }

  /**
   * On a busy machine the operating system may deschedule a worker in the middle of a block, and all others wait for
   * it. After a wait much longer than a phase, this thread executes some phases alone; twice as many each time it
   * happens again.
   *
   * @param waited for the last blocks of the others, in milliseconds
   * @param worked on blocks before; a block of a large network takes milliseconds, and waiting for one is no sign
   */
  #avoidWaits(waited: number, worked: number): void {
    if (waited > LONG_WAIT_MS && waited > worked) {
      this.#phasesAlone = this.#penalty;
      this.#penalty = Math.min(2 * this.#penalty, MOST_PHASES_ALONE);
    } else if (this.#penalty > LEAST_PHASES_ALONE && ++this.#goodPhases % LEAST_PHASES_ALONE === 0) {
      this.#penalty /= 2;
    }
  }

  /** Waits for the blocks that workers are still executing; returns the milliseconds waited. */
  #awaitBlocks(blocks: number): number {
    const { control } = this;
    const limit = this.#settings.answerLimit ?? ANSWER_LIMIT_MS;
    let polls = 0;
    let time: RunningTime | null = null;
    for (;;) {
      const done = Atomics.load(control, phases.DONE);
      if (done === blocks) return time?.elapsed ?? 0;
      if (++polls % 64 !== 0) continue;
      if (Atomics.load(control, phases.FAILED) !== 0) {
        this.#fail(`worker thread ${Atomics.load(control, phases.FAILED)} failed`);
      }
      time ??= new RunningTime(performance.now());
      const waited = time.measure(performance.now());
      if (waited > limit) this.#fail(`a worker thread has not responded for ${limit / 1000} s`);
      if (waited > this.#spin) this.#sleep(done);
    }
  }

  /** Sleeps until a worker has no blocks left, but for 5 ms at most, because a suspended worker tells nobody. */
  #sleep(done: number): void {
    const { control } = this;
    Atomics.store(control, phases.WAITING, 1);
    Atomics.wait(control, phases.DONE, done, NAP_MS);
    Atomics.store(control, phases.WAITING, 0);
  }

  #fail(reason: string): never {
    this.#failure = failure(reason);
    throw this.#failure;
  }

  override async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

function failure(reason: string): SystemError {
  return new SystemError(`${reason}: try again (\`threads: 1\` works without workers)`);
}
