/** The HTTP API, and what hostile clients get from it. */

import { request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_BODY_BYTES, MAX_PARTS } from '../../../src/node/server/limits.ts';
import { createServer, MAX_IN_FLIGHT } from '../../../src/node/server/server.ts';
import { version } from '../../../src/version.ts';
import { FakeRecognizer } from './fake-recognizer.ts';

let server: FastifyInstance;
let port: number;
const recognizer = new FakeRecognizer();

beforeAll(async () => {
  server = await createServer({
    recognizer,
    host: '127.0.0.1',
    allowOrigin: ['https://friend.example'],
    page: null,
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  port = (server.server.address() as AddressInfo).port;
});
afterAll(() => server.close());

const url = (path: string): string => `http://127.0.0.1:${port}${path}`;
const post = (
  body: string | Uint8Array,
  path = '/api/predict',
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(url(path), { method: 'POST', body, headers: { 'content-type': 'image/png', ...headers } });

/** With headers that `fetch` does not let a caller set. */
function rawGet(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('the API', () => {
  test('reads the bytes of a picture, whatever their type is called', async () => {
    for (const type of [
      'image/png',
      'application/octet-stream',
      'application/x-www-form-urlencoded',
      'text/plain',
    ]) {
      const response = await post(new Uint8Array(7).fill(9), '/api/predict', { 'content-type': type });
      expect(response.status, type).toBe(200);
      expect(await response.json()).toEqual({ image: 'body', digit: 7, digits: false, minConfidence: null });
    }
  });

  test('reads the query', async () => {
    const response = await post(Uint8Array.of(9), '/api/predict?digits=true&minConfidence=0.5&model=shipped');
    expect(await response.json()).toMatchObject({ digits: true, minConfidence: 0.5, model: 'shipped' });
    for (const [query, digits] of [
      ['?digits', true],
      ['?digits=false', false],
      ['?digits=1', true],
      ['?digits=0', false],
    ] as const) {
      expect(await (await post(Uint8Array.of(9), `/api/predict${query}`)).json()).toMatchObject({ digits });
    }
  });

  test('reads several as a form, and one bad picture does not stop the others', async () => {
    const form = new FormData();
    form.append('a', new Blob([new Uint8Array(3).fill(9)]), 'a.png');
    form.append('b', new Blob([Uint8Array.of(0)]), 'b.png');
    const response = await fetch(url('/api/predict'), { method: 'POST', body: form });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual([
      { image: 'a.png', digit: 3, digits: false, minConfidence: null },
      { image: 'b.png', error: { kind: 'picture', message: 'b.png is not a picture' } },
    ]);
  });

  test('says what it is, and which models there are', async () => {
    expect(await (await fetch(url('/health'))).json()).toEqual({ status: 'ok', nn: version });
    expect(await (await fetch(url('/api/models'))).json()).toEqual(recognizer.models);
    const description = (await (await fetch(url('/api'))).json()) as { paths: Record<string, unknown> };
    expect(Object.keys(description.paths).sort()).toEqual([
      '/api/models',
      '/api/models/{name}',
      '/api/predict',
      '/health',
    ]);
  });

  test('sends the file of a model', async () => {
    const response = await fetch(url('/api/models/shipped'));
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.text()).toBe('{}');
    expect((await fetch(url('/api/models/other'))).status).toBe(404);
    expect((await fetch(url(`/api/models/${'🔢'.repeat(80)}`))).status).toBe(404); // as long as a name can be
    expect((await post(Uint8Array.of(9), '/api/models/shipped')).status).toBe(405);
  });

  test('lets a page be cross-origin isolated, and load nothing from elsewhere', async () => {
    const { headers } = await fetch(url('/health'));
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval(?<!wasm-unsafe-eval)|https?:|\*/);
  });
});

describe('what it refuses', () => {
  test.each([
    ['an empty body', '', '/api/predict', 400, 'the body is empty: send the bytes of a picture'],
    [
      'a confidence out of range',
      'x',
      '/api/predict?minConfidence=2',
      400,
      'minConfidence: must be a number from 0 to 1, got 2',
    ],
    [
      'a blank confidence',
      'x',
      '/api/predict?minConfidence=%20',
      400,
      'minConfidence: must be a number from 0 to 1, got " "',
    ],
    [
      'a switch that is neither on nor off',
      'x',
      '/api/predict?digits=maybe',
      400,
      'digits: must be true or false, got maybe',
    ],
    ['an option twice', 'x', '/api/predict?model=a&model=b', 400, 'model: is given more than once'],
    ['a long name', 'x', `/api/predict?model=${'m'.repeat(101)}`, 400, /^model: must NOT have more than 100/],
    ['an unknown model', 'x', '/api/predict?model=..%2F..', 404, 'there is no model "../.."; known: shipped'],
    [
      'an unknown option',
      'x',
      '/api/predict?minconfidence=0.5',
      400,
      'there is no option "minconfidence" in the query: see /api',
    ],
    ['an address that is not valid', 'x', '/%', 400, 'the address is not valid'],
    ['an unknown path', 'x', '/etc/passwd', 404, 'there is nothing here: the API is described at /api'],
  ])('%s', async (_, body, path, status, message) => {
    const response = await post(body, path);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({
      error: {
        kind: expect.any(String),
        message: typeof message === 'string' ? message : expect.stringMatching(message),
      },
    });
  });

  test('a picture that cannot be read', async () => {
    const response = await post(Uint8Array.of(0));
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      image: 'body',
      error: { kind: 'picture', message: 'the request body is not a picture' },
    });
  });

  test.each([
    ['GET', '/api/predict', 'POST'],
    ['DELETE', '/api/models/own', 'GET, HEAD'],
    ['OPTIONS', '/api/predict', 'POST'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/api/models?x=1', 'GET, HEAD'],
  ])('other methods, with the right one: %s %s', async (method, path, allowed) => {
    const response = await fetch(url(path), { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    const { error } = (await response.json()) as { error: { message: string } };
    expect(error.message).toMatch(/^\/[\w/]+(<name>)?: send a (POST|GET) request$/);
  });

  test('a body that is too large', async () => {
    const response = await post(new Uint8Array(MAX_BODY_BYTES + 1).fill(9));
    expect(response.status).toBe(413);
  });

  test.each([
    ['without a boundary', 'multipart/form-data', 'x', 400, /boundary is missing/],
    ['that are not forms', 'multipart/form-data; boundary=x', 'x', 400, /damaged or incomplete/],
    [
      'that are truncated',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="a"; filename="a.png"\r\n\r\nabc',
      400,
      /damaged or incomplete/,
    ],
    [
      'with options in them',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="digits"\r\n\r\ntrue\r\n--x--\r\n',
      400,
      /options belong in the query/,
    ],
  ])('forms %s', async (_, type, body, status, message) => {
    const response = await post(body, '/api/predict', { 'content-type': type });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ error: { message: expect.stringMatching(message) } });
  });

  test('forms of too many pictures, or too large together', async () => {
    const send = async (count: number, size: number): Promise<unknown> => {
      const form = new FormData();
      for (let n = 0; n < count; n++) form.append('a', new Blob([new Uint8Array(size).fill(9)]), `${n}.png`);
      return (await fetch(url('/api/predict'), { method: 'POST', body: form })).json();
    };
    expect(await send(MAX_PARTS + 1, 1)).toMatchObject({ error: { message: 'a form may have 64 pictures' } });
    expect(await send(2, MAX_BODY_BYTES / 2 + 1)).toMatchObject({ error: { kind: 'too-large' } });
  });

  test('pages of other origins, unless they were allowed', async () => {
    const ask = (origin: string): Promise<Response> => fetch(url('/health'), { headers: { origin } });
    expect((await ask('https://evil.example')).status).toBe(403);
    expect((await ask(`http://127.0.0.1:${port}`)).status).toBe(200);
    const friend = await ask('https://friend.example');
    expect(friend.status).toBe(200);
    expect(friend.headers.get('access-control-allow-origin')).toBe('https://friend.example');
  });

  test('names that are not its own: DNS rebinding', async () => {
    expect(await rawGet('/health', { host: `evil.example:${port}` })).toBe(421);
    expect(await rawGet('/health', { host: `localhost:${port}` })).toBe(200);
    expect(await rawGet('/health', { host: `[::1]:${port}` })).toBe(200);
  });

  test('more requests at once than it works on, with a time to come again', async () => {
    const slow = Array.from({ length: MAX_IN_FLIGHT }, () => post(Uint8Array.of(1)));
    await recognizer.untilWaiting(MAX_IN_FLIGHT);
    const response = await post(Uint8Array.of(9));
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('1');
    recognizer.release();
    for (const answer of await Promise.all(slow)) expect(answer.status).toBe(200);
    expect((await post(Uint8Array.of(9))).status).toBe(200);
  });

  test('clients that leave while their pictures are read: these count until they are read, and no longer', async () => {
    const leaving = new AbortController();
    const left = Array.from({ length: MAX_IN_FLIGHT }, () =>
      fetch(url('/api/predict'), { method: 'POST', body: Uint8Array.of(1), signal: leaving.signal }).catch(
        () => {},
      ),
    );
    await recognizer.untilWaiting(MAX_IN_FLIGHT);
    leaving.abort();
    await Promise.all(left);
    expect((await post(Uint8Array.of(9))).status).toBe(503);
    recognizer.release();
    await expect.poll(async () => (await post(Uint8Array.of(9))).status, { timeout: 30_000 }).toBe(200);
  });

  test('never tells a path of the machine', async () => {
    const response = await post(Uint8Array.of(2));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });

  test.each([
    [
      'a truncated body',
      'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 9\r\n\r\nabc',
    ],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00'],
    ['an endless header', `GET /health HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('%s, and answers the next client', async (_, bytes) => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
      socket.resume();
    });
    expect((await fetch(url('/health'))).status).toBe(200);
  });
});

test.each(['PUT', 'PATCH', 'DELETE'])('%s is not the way to send a picture', async (method) => {
  const response = await fetch(url('/api/predict'), { method });
  expect(response.status).toBe(405);
  expect(response.headers.get('allow')).toBe('POST');
});
