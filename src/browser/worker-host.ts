/** The entry point of a worker thread in a page; `matrix/wasm/worker.ts` has its loop. */

import { runWorker, type WorkerData } from '../matrix/wasm/worker.ts';

addEventListener('message', ({ data }: MessageEvent<WorkerData>) => {
  runWorker(data, () => postMessage('ready'));
});
