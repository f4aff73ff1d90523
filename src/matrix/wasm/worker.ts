/** The loop of a worker thread: executes work items while there are any, spins briefly, then sleeps. */

import { instantiate } from './commands.ts';
import * as phases from './phases.ts';
import { clearUpperHalves } from './upper-halves.ts';
import type { WasmMemory, WasmModule } from './webassembly.ts';

/** Data passed to a worker thread when it starts. */
export interface WorkerData {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** Address of the control block. */
  readonly control: number;
  /** 1, 2, ...; 0 is the main thread. */
  readonly number: number;
  readonly threads: number;
  /** Milliseconds of spinning before sleep. */
  readonly spin: number;
}

/** Callbacks for the events of a worker thread. */
export interface WorkerListener {
  /** The worker is ready. */
  onReady(): void;
  /** The worker failed or exited; `reason` continues "worker thread 1". May be called more than once. */
  onFailure(reason: string): void;
}

/** Starts a thread that calls `runWorker` with `data`. Implemented for Node and for browsers. */
export type Spawn = (data: WorkerData, listener: WorkerListener) => { terminate(): unknown };

/**
 * Executes work items until the thread is terminated.
 * @param announce called when the worker is ready
 */
export function runWorker(data: WorkerData, announce: () => void): never {
  const { module, memory, control: base, number, threads, spin } = data;
  const control = new Int32Array(memory.buffer, base, phases.CONTROL_WORDS);
  const kernels = instantiate(module, memory, number, base + phases.spareOf(number));
  announce();
  try {
    for (;;) {
      const seen = Atomics.load(control, phases.GENERATION);
      phases.takeWorkItems(control, base, kernels, number, threads);
      if (module.wideVectors) clearUpperHalves();
      if (Atomics.load(control, phases.WAITING) !== 0) Atomics.notify(control, phases.DONE);
      awaitGeneration(control, seen, spin);
    }
  } catch (error) {
    Atomics.store(control, phases.FAILED, number);
    Atomics.notify(control, phases.DONE);
    throw error;
  }
}

/** Returns when the generation is no longer `seen`. */
function awaitGeneration(control: Int32Array, seen: number, spin: number): void {
  const started = performance.now();
  do {
    for (let k = 0; k < 500; k++) if (Atomics.load(control, phases.GENERATION) !== seen) return;
  } while (performance.now() - started < spin);
  Atomics.add(control, phases.SLEEPERS, 1);
  Atomics.wait(control, phases.GENERATION, seen);
  Atomics.sub(control, phases.SLEEPERS, 1);
}
