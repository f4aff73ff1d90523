/** `nn serve` as a process: real pictures through real threads, and how it starts and ends. */

import { copyFileSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shippedModelFile } from '../../src/node/shipped-model-file.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { nn } from './support/nn.ts';
import { type ServerProcess, startServer } from './support/serve.ts';

const suite = suiteFolder();
let server: ServerProcess;
beforeAll(async () => {
  server = await startServer('--threads', '1');
});
afterAll(() => server.stop());

const post = (body: Uint8Array): Promise<Response> =>
  fetch(`${server.url}/api/predict`, { method: 'POST', body, headers: { 'content-type': 'image/png' } });

test('refuses pictures that are cut off or far too large, and reads the next', async () => {
  const five = await sharp('docs/five.jpg').png().toBuffer();
  for (const [body, message] of [
    [five.subarray(0, five.length / 2), /damaged|cannot be decoded|cut off|incomplete/],
    [Buffer.from('P6 40000 40000 255\n'), /pixels/],
    [Buffer.from('GIF89a\xff\xff\xff\xff\xf0\0\0', 'latin1'), /pixels/],
  ] as const) {
    const response = await post(body);
    expect(response.status).toBe(422);
    expect(await response.text()).toMatch(message);
  }
  expect(await (await post(five)).json()).toMatchObject({ image: 'body', digit: 5 });
});

test('sends the bytes of a model file', async () => {
  const file = join(suite, 'Ziffern 1.json');
  copyFileSync(shippedModelFile, file);
  const own = await startServer('--threads', '1', '--model', file);
  const response = await fetch(`${own.url}/api/models/Ziffern%201`);
  expect(Buffer.from(await response.arrayBuffer()).equals(readFileSync(file))).toBe(true);
  expect(await (await fetch(own.url)).text()).toContain(
    '<meta name="nn-model" content="Ziffern 1" data-path="api/models/Ziffern%201">',
  );
  await own.stop();
});

test.each(['xn--', 'x'.repeat(300)])('names --host where it is no address: %s', async (host) => {
  const { code, stderr } = await nn(['serve', '-q', '--port', '0', '--host', host]);
  expect(stderr).toBe(`nn: ${host} is not an address of this machine: choose another with --host\n`);
  expect(code).toBe(1);
});

test('says so where its port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const { code, stderr } = await nn(['serve', '--port', `${port}`]);
  other.close();
  expect(code).toBe(1);
  expect(stderr).toContain(`port ${port} is taken: choose another with --port, or --port 0 for a free one`);
});

test('ends on SIGTERM, once what is under way is answered', async () => {
  const ending = await startServer('--threads', '1');
  const five = await sharp('docs/five.jpg').png().toBuffer();
  const answer = new Promise<number | undefined>((resolve, reject) => {
    const sent = request(
      `${ending.url}/api/predict`,
      { method: 'POST', headers: { 'content-type': 'image/png', 'content-length': five.length } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    sent.on('error', reject);
    sent.write(five.subarray(0, 1000));
    // it has the request once it has answered another on a connection of its own
    void fetch(`${ending.url}/health`).then(() => {
      process.kill(ending.pid, 'SIGTERM');
      setTimeout(() => sent.end(five.subarray(1000)), 200);
    });
  });
  expect(await answer).toBe(200);
  expect(await ending.ended).toBe(0);
});
