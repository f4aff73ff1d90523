import { work } from './work.js';

addEventListener('message', async ({ data }) => postMessage(await work(data)));
