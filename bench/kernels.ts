/** Each kernel alone, on one core: compares its bits with the reference, then measures its time. */

import { ReferenceKernels } from '../dist/matrix/reference/reference-kernels.js';
import { SimdKernels } from '../dist/matrix/wasm/simd-kernels.js';
import { ThreadedKernels } from '../dist/matrix/wasm/threaded-kernels.js';
import { loadKernels, threadHost } from '../dist/node/kernel-host.js';
import { imageCases } from './image-cases.ts';
import { type BenchCase, kernelCases } from './kernel-cases.ts';
import { awaitQuiet } from './quiet.ts';

interface KernelTime {
  readonly name: string;
  readonly shape: string;
  /** Floating-point operations per call, and bytes read and written. */
  readonly flops: number;
  readonly bytes: number;
  readonly seconds: number;
}

export interface KernelTimes {
  readonly times: readonly KernelTime[];
  /** Seconds of an almost empty phase, on one and on two threads. */
  readonly phase: { readonly one: number; readonly two: number };
}

const WARM_UP = 300;

/** @param seconds to spend on each kernel */
export async function measureKernels(
  seconds: number,
  patience: number,
  say: (line: string) => void,
): Promise<KernelTimes> {
  const module = await loadKernels();
  const times: KernelTime[] = [];
  for (const make of [...kernelCases, ...imageCases]) {
    const bench = make(new SimdKernels(module));
    check(bench, make(new ReferenceKernels()));
    await awaitQuiet(patience);
    const best = fastest(bench, seconds);
    const { name, shape } = bench;
    times.push({ name, shape, flops: bench.flops(), bytes: bench.bytes, seconds: best });
    say(`${name.padEnd(24)} ${shape.padEnd(24)} ${(best * 1e6).toFixed(1)} us`);
  }
  await awaitQuiet(patience);
  const two = await ThreadedKernels.start(module, { threads: 2, ...threadHost() });
  const phase = { one: phaseSeconds(new SimdKernels(module), seconds), two: phaseSeconds(two, seconds) };
  await two.close();
  return { times, phase };
}

/** @throws Error if a bit differs */
function check(fast: BenchCase, right: BenchCase): void {
  for (const bench of [fast, right]) {
    bench.prepare(0);
    bench.call();
    bench.finish();
  }
  const [a, b] = [bits(fast), bits(right)];
  const at = a.findIndex((word, k) => word !== b[k]);
  if (at !== -1 || a.length !== b.length) {
    throw new Error(`${fast.name} ${fast.shape}: element ${at} differs from the reference`);
  }
}

function bits({ output }: BenchCase): Int32Array {
  const { data } = output;
  return new Int32Array(data.buffer, data.byteOffset, data.length);
}

/** Seconds per call: the minimum over measurements, each of which covers all batches of the case. */
function fastest(bench: BenchCase, seconds: number): number {
  let best = Infinity;
  const end = performance.now() + seconds * 1000;
  for (let window = 0; window < WARM_UP || performance.now() < end; window++) {
    let sum = 0;
    for (let turn = 0; turn < bench.batches; turn++) {
      bench.prepare(turn);
      const started = performance.now();
      for (let k = 0; k < bench.repeat; k++) bench.call();
      bench.finish();
      sum += performance.now() - started;
    }
    best = Math.min(best, sum);
  }
  return best / 1000 / bench.batches / bench.repeat;
}

/** Two images of 4 numbers, which leaves the cost of writing a phase, distributing it and waiting for its end. */
function phaseSeconds(kernels: SimdKernels, seconds: number): number {
  const a = kernels.matrix(8, 4);
  let best = Infinity;
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const started = performance.now();
    for (let k = 0; k < 100; k++) {
      kernels.activate('relu', a, a);
      kernels.finish();
    }
    best = Math.min(best, performance.now() - started);
  }
  return best / 1e5;
}
