/** What becomes of connections: of clients that are slow or leave, and when the server closes. */

import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createServer } from '../../../src/node/server/server.ts';
import { FakeRecognizer, LARGE_BYTES } from './fake-recognizer.ts';

const recognizer = new FakeRecognizer();

/** @returns the port */
async function listen(server: FastifyInstance): Promise<number> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}

test('closing lets what is under way finish', async () => {
  const other = await createServer({ recognizer, host: '127.0.0.1', allowOrigin: [], page: null });
  const pending = fetch(`http://127.0.0.1:${await listen(other)}/api/predict`, {
    method: 'POST',
    body: Uint8Array.of(1),
    headers: { 'content-type': 'image/png' },
  });
  await recognizer.untilWaiting(1);
  const closed = other.close();
  recognizer.release();
  expect((await pending).status).toBe(200);
  await closed;
});

test('closing lets a client that reads slowly get the whole of a large file', async () => {
  const other = await createServer({ recognizer, host: '127.0.0.1', allowOrigin: [], page: null });
  const port = await listen(other);
  let received = 0;
  let closed: Promise<void> | undefined;
  await new Promise<void>((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('GET /api/models/large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    });
    socket.on('data', (bytes) => {
      received += bytes.length;
      if (closed !== undefined) return;
      closed = other.close();
      socket.pause();
      setTimeout(() => socket.resume(), 100);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve());
  });
  await closed;
  expect(received).toBeGreaterThan(LARGE_BYTES);
});

/** Sends bytes, and says when the server hangs up and what it said; `meanwhile` is given the connection. */
function talk(to: number, bytes: string, meanwhile: (socket: Socket) => void = () => {}): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    const socket = connect(to, '127.0.0.1', () => {
      socket.write(bytes);
      meanwhile(socket);
    });
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
  });
}

describe('clients that waste its time', () => {
  let patient: FastifyInstance;
  let impatient: FastifyInstance;
  let port: number;
  let impatientPort: number;
  beforeAll(async () => {
    patient = await createServer({ recognizer, host: '127.0.0.1', allowOrigin: [], page: null });
    port = await listen(patient);
    const patience = { headersMs: 100, requestMs: 200, idleMs: 1000 };
    impatient = await createServer({ recognizer, host: '127.0.0.1', allowOrigin: [], page: null, patience });
    impatientPort = await listen(impatient);
  });
  afterAll(() => Promise.all([patient.close(), impatient.close()]));

  /** One byte after another, for as long as it is listened to. */
  const trickle = (socket: Socket): void => {
    const timer = setInterval(() => socket.write('x'), 10);
    socket.on('close', () => clearInterval(timer));
  };

  test.each([
    ['headers that never end', 'GET /health HTTP/1.1\r\nX: '],
    [
      'a body that comes byte by byte',
      'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 100000\r\n\r\n',
    ],
  ])('%s: it hangs up', async (_, bytes) => {
    expect(await talk(impatientPort, bytes, trickle)).toMatch(/^HTTP\/1\.1 408 .*"error":/s);
  });

  test('connections opened and left, half a request in: it goes on', async () => {
    const half =
      'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\nabc';
    for (let round = 0; round < 10; round++) {
      const left = Array.from({ length: 200 }, (_, n) =>
        talk(port, half, (socket) => (n % 2 === 0 ? socket.resetAndDestroy() : socket.destroy())),
      );
      await Promise.all(left);
    }
    const answer = await fetch(`http://127.0.0.1:${port}/api/predict`, {
      method: 'POST',
      body: Uint8Array.of(9),
      headers: { 'content-type': 'image/png' },
    });
    expect(answer.status).toBe(200); // none of them counts as in flight
  });
});
