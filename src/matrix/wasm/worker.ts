/** A worker thread: takes tickets while there are any, looks for more a little while, then sleeps. */

import { parentPort, workerData } from 'node:worker_threads';
import { instantiate } from './commands.ts';
import * as phases from './phases.ts';
import type { WasmMemory, WasmModule } from './webassembly.ts';

export interface WorkerData {
  readonly module: WasmModule;
  readonly memory: WasmMemory;
  /** Address of the control block. */
  readonly control: number;
  /** 1, 2, ...; 0 is the main thread. */
  readonly number: number;
  readonly threads: number;
  /** Milliseconds of looking before sleep. */
  readonly spin: number;
}

const { module, memory, control: base, number, threads, spin } = workerData as WorkerData;
const control = new Int32Array(memory.buffer, base, phases.CONTROL_WORDS);
const kernels = instantiate(module, memory);

/** Returns when the generation is no longer `seen`. */
function awaitGeneration(seen: number): void {
  const started = performance.now();
  do {
    for (let k = 0; k < 500; k++) if (Atomics.load(control, phases.GENERATION) !== seen) return;
  } while (performance.now() - started < spin);
  Atomics.add(control, phases.SLEEPERS, 1);
  Atomics.wait(control, phases.GENERATION, seen);
  Atomics.sub(control, phases.SLEEPERS, 1);
}

parentPort?.postMessage('ready');
try {
  for (;;) {
    const seen = Atomics.load(control, phases.GENERATION);
    phases.takeTickets(control, base, kernels, number, threads);
    awaitGeneration(seen);
  }
} catch (error) {
  Atomics.store(control, phases.FAILED, number);
  Atomics.notify(control, phases.DONE);
  throw error;
}
