/** The entry point of a worker thread in Node; `matrix/wasm/worker.ts` has its loop. */

import { parentPort, workerData } from 'node:worker_threads';
import { runWorker, type WorkerData } from '../matrix/wasm/worker.ts';

runWorker(workerData as WorkerData, () => parentPort?.postMessage('ready'));
