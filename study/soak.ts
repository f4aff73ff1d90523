/**
 * A soak test for memory leaks: `npm run study:soak -- 60` sends images to `nn serve` for 60 minutes, valid ones and
 * decompression bombs, and reads 10,000 in one process. Resident memory is sampled ten times in each; only Linux
 * reports that of another process.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { recognize } from '../src/image/recognize.ts';
import { Predictor } from '../src/network/predict.ts';
import { decodeImage } from '../src/node/decode.ts';
import { createKernels } from '../src/node/kernels.ts';
import { readModel } from '../src/node/model-store.ts';
import { imageBombs } from '../test/support/bombs.ts';

const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
const photo = readFileSync(file('docs/five.jpg'));
const minutes = Number(process.argv[2] ?? 60);
const LOOKS = 10;

const pictureOf = (k: number): Uint8Array =>
  k % 5 === 0 ? imageBombs[(k / 5) % imageBombs.length][1] : photo;

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return Math.round(Number(kilobytes) / 1000);
}

async function soakServer(): Promise<void> {
  const port = 20_000 + (process.pid % 20_000);
  const server = spawn(process.execPath, [file('bin/nn.js'), 'serve', '--port', String(port), '--quiet'], {
    stdio: 'ignore',
  });
  const { pid } = server;
  if (pid === undefined) throw new Error('the server does not start');
  const address = `http://127.0.0.1:${port}/api/`;
  try {
    while (
      !(await fetch(`${address}models`).then(
        () => true,
        () => false,
      ))
    )
      await sleep(50);
    let [answers, others] = [0, 0];
    for (let look = 1; look <= LOOKS; look++) {
      const end = performance.now() + (minutes * 60_000) / LOOKS;
      for (let k = 0; performance.now() < end; k++) {
        const body = Uint8Array.from(pictureOf(k));
        const { status } = await fetch(`${address}predict`, { method: 'POST', body });
        if (status === (k % 5 === 0 ? 422 : 200)) answers++;
        else others++;
      }
      console.log(`serve: ${answers} right answers, ${others} others, ${residentMegabytes(pid)} MB`);
    }
  } finally {
    server.kill();
  }
}

async function soakProcess(): Promise<void> {
  const kernels = await createKernels({ threads: 1 });
  const predictor = new Predictor(await readModel(file('models/digits.json')), kernels, 64);
  const count = 10_000;
  for (let k = 1; k <= count; k++) {
    const decoded = await decodeImage(pictureOf(k), 'it').catch(() => null);
    if (decoded !== null) recognize(decoded.picture, predictor, { scale: decoded.scale });
    if (k % (count / LOOKS) === 0) {
      console.log(`predict: ${k} pictures, ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
    }
  }
  await kernels.close();
}

await soakProcess();
await soakServer();
