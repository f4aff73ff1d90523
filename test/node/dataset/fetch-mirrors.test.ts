import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { SystemError } from '../../../src/errors.ts';
import { contents, packedFiles } from '../../support/catalog-entry.ts';
import { eventsOf, expectAllRight, fetchSmall, filesIn, IMAGES } from '../../support/fetch-small.ts';
import { fileOf, serve, serveFiles } from '../../support/web-server.ts';

/** Each of these fails, and the next mirror is tried. */
const failing: Record<
  string,
  { readonly answer: Parameters<typeof serve>[0]; readonly problem: RegExp; readonly kind: 'data' | 'system' }
> = {
  'answers 404': {
    answer: (_, response) => response.writeHead(404).end('<html>'),
    problem: /^answers 404 Not Found$/,
    kind: 'system',
  },
  'answers 500': {
    answer: (_, response) => response.writeHead(500).end(),
    problem: /^answers 500 Internal Server Error$/,
    kind: 'system',
  },
  'answers a part that nobody asked for': {
    answer: (request, response) =>
      response
        .writeHead(206, { 'content-range': 'bytes 5-9/10' })
        .end(packedFiles()[fileOf(request)].subarray(5, 10)),
    problem: /^answers 206 Partial Content$/,
    kind: 'system',
  },
  'sends an HTML page': {
    answer: (_, response) => response.writeHead(200).end('\n<!doctype html><title>Log in</title>'),
    problem: /^sends an HTML page instead of the file$/,
    kind: 'data',
  },
  'sends some text': {
    answer: (_, response) => response.writeHead(200).end('not here'),
    problem: /^sends something that is no IDX file$/,
    kind: 'data',
  },
  'sends nothing': {
    answer: (_, response) => response.writeHead(200, { 'content-length': 0 }).end(),
    problem: /^sends a file that is cut short: 0 of \d+ bytes$/,
    kind: 'data',
  },
  'sends another file': {
    answer: (_, response) => response.writeHead(200).end(packedFiles()['t10k-images-idx3-ubyte.gz']),
    problem: /^sends a file that has other content: SHA-256 [\da-f]{64}, expected [\da-f]{64}$/,
    kind: 'data',
  },
  'sends damaged gzip data': {
    answer: (request, response) => {
      const bytes = Uint8Array.from(packedFiles()[fileOf(request)]);
      bytes.fill(0xff, 100, 200);
      response.writeHead(200).end(bytes);
    },
    problem: /^sends a file that has gzip data that are not valid/,
    kind: 'data',
  },
  'sends what unpacks without end': {
    answer: (_, response) => response.writeHead(200).end(gzipSync(new Uint8Array(50_000_000))),
    problem: /^sends more than the \d+ bytes that the file can have$/,
    kind: 'data',
  },
  'sends what unpacks to a little more': {
    answer: (request, response) =>
      response.writeHead(200).end(gzipSync(Buffer.concat([contents[fileOf(request)], Buffer.alloc(1)]))),
    problem: /^sends a file that is too long: more than 21968 bytes unpacked$/,
    kind: 'data',
  },
  'sends without end': {
    answer: (request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(packedFiles()[fileOf(request)]));
      };
      response.on('drain', more);
      more();
    },
    problem: /^sends more than the \d+ bytes that the file can have$/,
    kind: 'data',
  },
  'announces too much': {
    answer: (request, response) => {
      response.writeHead(200, { 'content-length': 1e12 }).write(packedFiles()[fileOf(request)]);
    },
    problem: /^sends more than the \d+ bytes that the file can have$/,
    kind: 'data',
  },
  'announces less than there is': {
    answer: (request, response) => {
      response
        .writeHead(200, { 'content-length': 5000 })
        .end(packedFiles()[fileOf(request)].subarray(0, 5000));
    },
    problem: /^sends a file that is cut short: its gzip data end early$/,
    kind: 'data',
  },
  'cuts off': {
    answer: (request, response) => {
      const bytes = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 3000), () => setTimeout(() => response.destroy(), 100));
    },
    // on a busy machine the connection may end before anything of it was read
    problem: /^cuts off after (0|3000) bytes$/,
    kind: 'system',
  },
  'cuts off at once': {
    answer: (request) => request.socket.destroy(),
    problem: /^cuts off$/,
    kind: 'system',
  },
  'redirects for ever': {
    answer: (request, response) => response.writeHead(302, { location: request.url }).end(),
    problem: /^redirects again and again$/,
    kind: 'system',
  },
  'redirects to a file of this machine': {
    answer: (_, response) => response.writeHead(302, { location: 'file:///etc/hosts' }).end(),
    problem: /^fails \(.*scheme.*\)$/i,
    kind: 'system',
  },
};

describe.each(Object.entries(failing))('a mirror that %s', (_, { answer, problem, kind }) => {
  test('is named, leaves no file, and the next one is tried', async () => {
    const [bad, good] = [await serve(answer), await serveFiles(packedFiles())];
    const { error, dataDir } = await fetchSmall([bad]);
    expect(error?.kind).toBe(kind);
    expect(error?.message).toContain(`${IMAGES} cannot be fetched: ${new URL(bad).host}: `);
    expect(filesIn(dataDir).filter((name) => !name.endsWith('.part'))).toEqual([]);

    const fetched = await fetchSmall([bad, good]);
    expectAllRight(fetched);
    const [failed, ...others] = eventsOf(fetched.events, 'failed');
    expect(failed.problem).toMatch(problem);
    expect(failed).toMatchObject({ file: IMAGES, mirror: bad, next: good });
    expect(others).toEqual([]); // the one that worked is asked first for the other files
  });
});

test('the connection of an answer that is refused ends before the process would have to wait for it', async () => {
  const ended: string[] = [];
  const mirror = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 1e14 }).write(new Uint8Array([0x1f, 0x8b]));
    response.on('close', () => ended.push('the answer'));
  });
  await fetchSmall([mirror]);
  await expect.poll(() => ended, { timeout: 5000, interval: 10 }).toEqual(['the answer']); // it took 8 s
});

test('names once what all mirrors have in common, and every file that is missing', async () => {
  const mirrors = await Promise.all([1, 2].map(() => serve((_, answer) => answer.writeHead(404).end())));
  const { error, dataDir } = await fetchSmall(mirrors);
  expect(error?.message).toBe(
    `${IMAGES} cannot be fetched: no mirror can be used: answers 404 Not Found. Try again later, name another address ` +
      `with \`mirrors: ...\`, or put these into ${join(dataDir, 'small')} yourself: ${Object.keys(packedFiles()).join(', ')}`,
  );
});

test('a name without an address', async () => {
  const { error } = await fetchSmall(['http://nn.invalid/mnist/']);
  expect(error?.message).toContain(': nn.invalid: host not found. ');
});

test('nobody there', async () => {
  const { error } = await fetchSmall(['http://127.0.0.1:1/']);
  expect(error).toBeInstanceOf(SystemError);
  expect(error?.message).toMatch(/: 127\.0\.0\.1:1: (refuses the connection|fails \(bad port\))\./);
});
