/** What a worker thread does: takes work items while there are any, looks for more a little while, then sleeps. */

import { instantiate } from './commands.ts';
import * as phases from './phases.ts';
import type { WasmMemory, WasmModule } from './webassembly.ts';

/** What a worker thread is given when it starts. */
export interface WorkerData {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** Address of the control block. */
  readonly control: number;
  /** 1, 2, ...; 0 is the thread that all of them work for. */
  readonly number: number;
  readonly threads: number;
  /** Milliseconds of looking before sleep. */
  readonly spin: number;
}

/** What whoever starts a worker thread wants to hear of it. */
export interface WorkerListener {
  /** When it is ready to work. */
  onReady(): void;
  /** When it failed, or ended; `reason` goes on from "worker thread 1". It may come more than once. */
  onFailure(reason: string): void;
}

/** Starts a thread that calls `runWorker` with `data`. Node and the browser each have one. */
export type Spawn = (data: WorkerData, listener: WorkerListener) => { terminate(): unknown };

/**
 * Works until the thread is terminated.
 * @param announce says that it is ready
 */
export function runWorker(data: WorkerData, announce: () => void): never {
  const { module, memory, control: base, number, threads, spin } = data;
  const control = new Int32Array(memory.buffer, base, phases.CONTROL_WORDS);
  const kernels = instantiate(module, memory);
  announce();
  try {
    for (;;) {
      const seen = Atomics.load(control, phases.GENERATION);
      phases.takeWorkItems(control, base, kernels, number, threads);
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
