/**
 * Does the job that the server of the test hands out, in a dedicated worker or on the page's main thread, posts what came
 * of it, and opens the page of the next one. `worker.js` is where esbuild puts the worker; Vite finds it by its address.
 */
import { work } from './work.js';

const job = await (await fetch('/job')).json();
const result = await (job.on === 'main' ? work(job) : inWorker(job));
const { next } = await (await fetch('/result', { method: 'POST', body: JSON.stringify(result) })).json();
if (next !== null) location.href = next;

function inWorker(job) {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve({ error: `the worker failed: ${message}` });
    worker.postMessage(job);
  }).finally(() => worker.terminate());
}
