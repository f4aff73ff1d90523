/** A worker thread of a page, from its start: see `matrix/wasm/worker.ts` for what it does. */

import { runWorker, type WorkerData } from '../matrix/wasm/worker.ts';

addEventListener('message', ({ data }: MessageEvent<WorkerData>) => {
  runWorker(data, () => postMessage('ready'));
});
