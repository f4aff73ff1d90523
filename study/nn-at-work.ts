/** What the studies that kill `nn` and send it signals give it to work with. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { openDataset } from '../src/node/dataset/open.ts';
import { encodeGreyPng } from '../src/node/decode.ts';
import { fileOf, sendFile } from '../test/support/web-server.ts';

/** Short trainings. */
export const quick = ['--hidden', '16', '--epochs', '3', '--quiet'];

/** A search of two such trainings at once. */
export const quickSweep = [
  'sweep',
  ...quick,
  '--param',
  'lr=0.001,0.003',
  '--grid',
  '--parallel',
  '2',
  '--dir',
  's',
];

/** Some drawings, for `nn teach`, in a new folder. */
export async function writeDrawings(parent: string): Promise<string> {
  const { test } = await openDataset('mnist-10k', { test: true });
  const drawings = join(parent, 'drawings');
  for (let n = 0; n < 30; n++) {
    mkdirSync(join(drawings, String(test.labels[n])), { recursive: true });
    const png = await encodeGreyPng(test.images.subarray(n * 784, (n + 1) * 784), 28, 28);
    writeFileSync(join(drawings, String(test.labels[n]), `${n}.png`), png);
  }
  return drawings;
}

/** A new folder for one run of a command. */
export function folderFor(parent: string, command: string, run: string): string {
  const path = join(parent, `${command}-${run}`.replaceAll(' ', '-'));
  mkdirSync(path, { recursive: true });
  return path;
}

/** Starts a mirror of these files of a folder in this process. */
export async function openMirror(
  folder: string,
  names: readonly string[],
): Promise<{ readonly address: string; close(): void }> {
  const server = createServer((request, response) => {
    const name = fileOf(request);
    sendFile(request, response, names.includes(name) ? readFileSync(join(folder, name)) : undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
