/** Measures the peak on one of several cores: all start a measurement together, and it ends with the last one. */

import { parentPort, workerData } from 'node:worker_threads';

export interface PeakJob {
  readonly wasm: Uint8Array;
  readonly number: number;
  readonly threads: number;
  readonly seconds: number;
  /** The barrier (number of waiting workers, number of completed rounds), and a stop flag. */
  readonly shared: SharedArrayBuffer;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly FLOPS_PER_TURN: { readonly value: number };
  multiplyAdd(from: number, to: number, turns: number): void;
  /** Twice the operations per turn. */
  multiplyAddPairs(from: number, to: number, turns: number): void;
}

// TypeScript declares WebAssembly only in its DOM types
const { Module, Instance } = (globalThis as unknown as { WebAssembly: never }).WebAssembly as {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

const FROM = 1024;
const TO = 4096;
/** About a millisecond, short enough to fall between disturbances by other processes. */
const TURNS = 500_000 / 8;

const { wasm, number, threads, seconds, shared } = workerData as PeakJob;
const words = new Int32Array(shared);
const { memory, FLOPS_PER_TURN, multiplyAdd, multiplyAddPairs } = new Instance(new Module(wasm))
  .exports as Exports;
new Float32Array(memory.buffer).forEach((_, k, all) => {
  all[k] = 1e-3 * (1 + (k % 7));
});

function meet(): void {
  const times = Atomics.load(words, 1);
  if (Atomics.add(words, 0, 1) === threads - 1) {
    Atomics.store(words, 0, 0);
    Atomics.add(words, 1, 1);
  } else while (Atomics.load(words, 1) === times);
}

const loops = [
  { run: multiplyAdd, turns: TURNS },
  { run: multiplyAddPairs, turns: TURNS / 2 },
];
let best = Infinity; // milliseconds of the faster loop
const end = performance.now() + seconds * 1000;
for (let round = 0; ; round++) {
  if (number === 0 && performance.now() > end) Atomics.store(words, 2, 1);
  meet();
  if (Atomics.load(words, 2) === 1) break;
  const { run, turns } = loops[round % loops.length];
  const started = performance.now();
  run(FROM, TO, turns);
  meet();
  best = Math.min(best, performance.now() - started);
}
parentPort?.postMessage((threads * TURNS * FLOPS_PER_TURN.value) / best / 1e6);
