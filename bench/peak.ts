/** Measures the peak arithmetic rate in WebAssembly, without fused multiply-add; see assembly/. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { cores } from './machine.ts';
import type { PeakJob } from './peak-worker.ts';
import { awaitQuiet } from './quiet.ts';

/** GFLOP/s of one core, and of all cores together. */
export interface Peak {
  readonly one: number;
  readonly all: number;
}

const workerEntry = new URL('./peak-worker.ts', import.meta.url).href;

/** @param folder for the compiled loop */
export async function measurePeak(folder: string, seconds: number, patience: number): Promise<Peak> {
  const wasm = join(folder, 'peak.wasm');
  const root = fileURLToPath(new URL('..', import.meta.url));
  const asc = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
  const flags = ['-O3', '--runtime', 'stub', '--enable', 'simd', '--noAssert', '--initialMemory', '1'];
  execFileSync(process.execPath, [asc, 'bench/assembly/peak.ts', '--outFile', wasm, ...flags], { cwd: root });
  const bytes = readFileSync(wasm);
  await awaitQuiet(patience);
  const one = await together(bytes, 1, seconds);
  await awaitQuiet(patience);
  return { one, all: await together(bytes, cores, seconds) };
}

async function together(wasm: Uint8Array, threads: number, seconds: number): Promise<number> {
  const shared = new SharedArrayBuffer(16);
  const rates = await Promise.all(
    Array.from({ length: threads }, (_, number) => run({ wasm, number, threads, seconds, shared })),
  );
  return rates[0];
}

function run(job: PeakJob): Promise<number> {
  // Node 20 does not load tsx in workers by itself
  const entry = `import('tsx/esm/api').then(({ register }) => { register(); import(${JSON.stringify(workerEntry)}); })`;
  const worker = new Worker(entry, { eval: true, workerData: job });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
