/** Compares `POST /api/predict` under load with `nn predict` on a folder of the same images. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import sharp from 'sharp';
import { loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { paperPicture } from '../../synthetic/paper.ts';
import { nn } from '../../test/cli/support/nn.ts';
import type { ServerProcess } from '../../test/cli/support/serve.ts';
import { median } from './visit.ts';

export interface Load {
  /** Images per second. */
  readonly api: number;
  readonly command: number;
  /** Percentiles of the latency, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Number of failed requests and of responses without a prediction. */
  readonly errors: number;
  /** Resident memory of the server in megabytes, sampled from start to end. */
  readonly memory: readonly number[];
}

export type Kind = '28x28' | '200x200';
const SEED = 14;

/** Number of images sent in turn: each connection keeps requests for all of them. */
const SENT = 250;
const CONNECTIONS = 32;
/** The command is measured before and after the load, because the speed of the machine may change. */
const COMMAND_RUNS = 2;

export async function measureApi(
  server: ServerProcess,
  kind: Kind,
  { seconds, pictures }: { seconds: number; pictures: number },
): Promise<Load> {
  const folder = mkdtempSync(join(tmpdir(), 'nn-page-study-'));
  try {
    const files = await writePictures(folder, kind, pictures);
    const command: number[] = [];
    const runCommand = async (): Promise<void> => {
      for (let n = 0; n < COMMAND_RUNS; n++) command.push(pictures / (await predictAll(folder)));
    };
    await runCommand();
    const memory: number[] = [];
    const watch = setInterval(() => memory.push(residentMegabytes(server.pid)), 1000);
    const result = await autocannon({
      url: `${server.url}/api/predict`,
      connections: CONNECTIONS,
      duration: seconds,
      requests: files
        .slice(0, SENT)
        .map((body) => ({ method: 'POST', headers: { 'content-type': 'image/png' }, body })),
    });
    clearInterval(watch);
    await runCommand();
    const { requests, latency, errors, non2xx } = result;
    return {
      api: requests.average,
      command: median(command),
      p50: latency.p50,
      p99: latency.p99,
      errors: errors + non2xx,
      memory,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Test digits unchanged, dark on light; or drawn with a pen on paper. */
async function writePictures(folder: string, kind: Kind, count: number): Promise<Buffer[]> {
  const { test } = loadEmbedded();
  if (test === null) throw new Error('the embedded digits have no test part');
  const files: Buffer[] = [];
  for (let n = 0; n < count; n++) {
    const index = n % test.count;
    const digit = test.images.subarray(index * 784, (index + 1) * 784);
    const picture =
      kind === '28x28'
        ? { data: digit.map((ink) => 255 - ink), width: 28, height: 28, channels: 1 as const }
        : await paperPicture(digit, ['noise', 'turn'], SEED, n);
    const { data, width, height, channels } = picture;
    const png = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
    writeFileSync(join(folder, `${String(n).padStart(5, '0')}.png`), png);
    files.push(png);
  }
  return files;
}

async function predictAll(folder: string): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await nn(['predict', folder, '--json']);
  if (code !== 0) throw new Error(stderr);
  return (performance.now() - begun) / 1000;
}

/** 0 if the system does not report it. */
export function residentMegabytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
  } catch {
    return 0;
  }
}
