/** A worker thread of Node, from its start: see `matrix/wasm/worker.ts` for what it does. */

import { parentPort, workerData } from 'node:worker_threads';
import { runWorker, type WorkerData } from '../matrix/wasm/worker.ts';

runWorker(workerData as WorkerData, () => parentPort?.postMessage('ready'));
