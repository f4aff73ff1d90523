/** The contract in WebAssembly SIMD on several threads. `phases.ts` tells how they share out the work. */

import { Worker } from 'node:worker_threads';
import { SystemError } from '../errors.ts';
import { Arena } from './arena.ts';
import { type KernelName, kernelNames } from './commands.ts';
import { builtFile } from './load.ts';
import { SEGMENT } from './matrix.ts';
import * as phases from './phases.ts';
import { type Axis, SimdKernels } from './simd.ts';
import type { WasmModule } from './webassembly.ts';
import type { WorkerData } from './worker.ts';

/** How long a worker may take to start, and to finish a block. */
const START_LIMIT_MS = 10_000;
const ANSWER_LIMIT_MS = 20_000;
/** Waiting threads first look again and again, this long, then sleep until they are woken. */
const SPIN_MS = 0.05;
const NAP_MS = 5;
/** Blocks for each thread: enough that a slow one holds nobody up, few enough that each is worth its handling. */
const BATCH_BLOCKS = 2;
const WEIGHT_BLOCKS = 6;

const numbers = new Map(kernelNames.map((name, number) => [name, number]));

export interface ThreadSettings {
  /** Including the main thread. */
  readonly threads: number;
  /** Another entry for workers, for tests of failure. */
  readonly entry?: URL;
  readonly answerLimit?: number;
}

export class ThreadedKernels extends SimdKernels {
  readonly #threads: number;
  readonly #answerLimit: number;
  readonly #control: Int32Array;
  readonly #workers: Worker[] = [];
  #failure: SystemError | null = null;
  #generation = 0;
  // the phase that is being written down
  #axis: Axis = 'batch';
  #chains = 0;
  #commands = 0;
  #blocks = 0;

  /** Starts the workers and waits until they are ready. @throws SystemError where one does not start */
  static async start(module: WasmModule, settings: ThreadSettings): Promise<ThreadedKernels> {
    const kernels = new ThreadedKernels(module, settings);
    try {
      await Promise.all(
        Array.from({ length: settings.threads - 1 }, (_, k) =>
          kernels.#startWorker(module, k + 1, settings.entry),
        ),
      );
    } catch (error) {
      await kernels.close();
      throw error;
    }
    return kernels;
  }

  private constructor(module: WasmModule, settings: ThreadSettings) {
    super(module, new Arena());
    this.#threads = settings.threads;
    this.#answerLimit = settings.answerLimit ?? ANSWER_LIMIT_MS;
    this.#control = this.arena.integers(phases.CONTROL_WORDS);
  }

  override get threads(): number {
    return this.#threads;
  }

  #startWorker(module: WasmModule, number: number, entry: URL = builtFile('worker.js')): Promise<void> {
    const workerData: WorkerData = {
      module,
      memory: this.arena.memory,
      control: this.#control.byteOffset,
      number,
      spin: SPIN_MS,
    };
    const worker = new Worker(entry, { workerData });
    this.#workers.push(worker);
    worker.unref();
    return new Promise((resolve, reject) => {
      const fail = (reason: string): void => {
        this.#failure ??= new SystemError(
          `worker thread ${number} ${reason}; --threads 1 works without workers`,
        );
        reject(this.#failure);
      };
      const limit = setTimeout(() => fail(`did not start within ${START_LIMIT_MS / 1000} s`), START_LIMIT_MS);
      worker.once('message', () => {
        clearTimeout(limit);
        resolve();
      });
      worker.on('error', (error) => fail(`failed: ${error.message}`));
      worker.on('exit', () => {
        clearTimeout(limit);
        if (!this.#closed) fail('ended before its time');
      });
    });
  }

  #closed = false;

  protected override reserveScratch(images: number): void {
    const bytes = Math.ceil(this.compiled.scratchBytes(images) / 64) * 64;
    const place = this.arena.reserve(bytes * this.#threads);
    this.compiled.reserveScratch(place, images);
    this.#control[phases.SCRATCH] = place;
    this.#control[phases.SCRATCH_IMAGES] = images;
  }

  /** Writes the command into the phase; what was written before runs first where this one has to wait for it. */
  protected override submit(
    kernel: KernelName,
    axis: Axis,
    extent: number,
    ...operands: readonly number[]
  ): void {
    if (extent === 0) return;
    const full = this.#commands === phases.MAX_COMMANDS || this.#chains === phases.MAX_CHAINS;
    if (axis !== this.#axis || full) this.#run();
    this.#axis = axis;
    const control = this.#control;
    const command = phases.COMMANDS + this.#commands++ * phases.COMMAND_WORDS;
    control[command] = numbers.get(kernel) as number;
    control[command + 1] = phases.LAST;
    for (let k = 0; k < operands.length; k++) control[command + 2 + k] = operands[k];
    this.#link(command, extent);
  }

  /** Puts a command at the end of the chain of its extent, or starts that chain. */
  #link(command: number, extent: number): void {
    const control = this.#control;
    let chain = phases.CHAINS;
    for (let k = 0; k < this.#chains; k++, chain += phases.CHAIN_WORDS) {
      if (control[chain + 3] !== extent) continue;
      control[control[chain + 5] + 1] = command;
      control[chain + 5] = command;
      return;
    }
    const rows = this.#blockRows(extent);
    control[chain] = this.#blocks;
    this.#blocks += Math.ceil(extent / rows);
    control[chain + 1] = this.#blocks;
    control[chain + 2] = rows;
    control[chain + 3] = extent;
    control[chain + 4] = command;
    control[chain + 5] = command;
    this.#chains++;
  }

  /** Rows of a block: multiples of the kernels' tiles, 4 images or rows of weights, or segments of 64 pixels. */
  #blockRows(extent: number): number {
    const [perThread, tile] =
      this.#axis === 'batch' ? [BATCH_BLOCKS, 4] : [WEIGHT_BLOCKS, extent < 4 * SEGMENT ? 16 : SEGMENT];
    return Math.ceil(extent / (this.#threads * perThread) / tile) * tile;
  }

  override finish(): void {
    this.#run();
  }

  /** Runs the phase on all threads, and returns when all of it is done. */
  #run(): void {
    if (this.#failure !== null) throw this.#failure;
    const blocks = this.#blocks;
    if (blocks === 0) return;
    const control = this.#control;
    this.#generation = (this.#generation + 1) & 0xff;
    Atomics.store(control, phases.DONE, 0);
    Atomics.store(control, phases.NEXT, phases.encodeNext(this.#generation, blocks));
    Atomics.add(control, phases.GENERATION, 1);
    if (Atomics.load(control, phases.SLEEPERS) > 0) Atomics.notify(control, phases.GENERATION);
    phases.takeTickets(control, control.byteOffset, this.compiled);
    this.#awaitBlocks(blocks);
    this.#chains = 0;
    this.#commands = 0;
    this.#blocks = 0;
  }

  #awaitBlocks(blocks: number): void {
    const control = this.#control;
    let done = Atomics.load(control, phases.DONE);
    if (done === blocks) return;
    const started = performance.now();
    let waited = 0;
    while (done !== blocks) {
      if (Atomics.load(control, phases.FAILED) !== 0) {
        this.#fail(`worker thread ${Atomics.load(control, phases.FAILED)} failed in its work`);
      }
      if (waited > this.#answerLimit) {
        this.#fail(`a worker thread has not answered for ${this.#answerLimit / 1000} s`);
      }
      if (waited > SPIN_MS) Atomics.wait(control, phases.DONE, done, NAP_MS);
      done = Atomics.load(control, phases.DONE);
      waited = performance.now() - started;
    }
  }

  #fail(reason: string): never {
    this.#failure = new SystemError(`${reason}; --threads 1 works without workers`);
    throw this.#failure;
  }

  override async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
