import { mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DataError, SystemError } from '../../../src/errors.ts';
import type { FetchEvent } from '../../../src/node/dataset/fetch.ts';
import { startOf as processStart, UNKNOWN } from '../../../src/node/process-identity.ts';
import { contents, packedFiles } from '../../support/catalog-entry.ts';
import { eventsOf, expectAllRight, fetchSmall, filesIn, IMAGES, names } from '../../support/fetch-small.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type Answer, fileOf, sendFile, serve, serveFiles, startOf } from '../../support/web-server.ts';

describe('a data set is fetched', () => {
  test('whole, with progress that ends where it should', async () => {
    const fetched = await fetchSmall([await serveFiles(packedFiles())]);
    expectAllRight(fetched);
    expect(eventsOf(fetched.events, 'fetched').map(({ file }) => file)).toEqual(Object.keys(contents));
    const { done, total } = eventsOf(fetched.events, 'progress').at(-1)!;
    const length = Object.values(packedFiles()).reduce((sum, bytes) => sum + bytes.length, 0);
    expect([done, total]).toEqual([length, length]);
  });

  test('however a mirror compresses it, where its content is pinned', async () => {
    expectAllRight(await fetchSmall([await serveFiles(packedFiles(0))]));
  });

  test('as it was published, where the packed files are pinned', async () => {
    expectAllRight(await fetchSmall([await serveFiles(packedFiles())], { pinned: 'file' }));
    const { error } = await fetchSmall([await serveFiles(packedFiles(1))], { pinned: 'file' });
    expect(error).toBeInstanceOf(DataError);
  });

  test('where the server unpacks it on the way', async () => {
    const mirror = await serve((request, response) => {
      const bytes = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': bytes.length }).end(bytes);
    });
    const { dataDir, error } = await fetchSmall([mirror]);
    expect(error).toBeNull();
    for (const name of names) {
      expect(readFileSync(join(dataDir, 'small', name)).equals(contents[name])).toBe(true);
    }
  });

  test('once: what is there and right is not asked for again, what is wrong is', async () => {
    const asked: string[] = [];
    const mirror = await serve((request, response) => {
      asked.push(fileOf(request));
      sendFile(request, response, packedFiles()[fileOf(request)]);
    });
    const { dataDir } = await fetchSmall([mirror]);
    asked.length = 0;
    writeFileSync(join(dataDir, 'small', IMAGES), 'damaged');
    const again = await fetchSmall([mirror], { dataDir });
    expectAllRight(again);
    expect(asked).toEqual([IMAGES]);
    expect(eventsOf(again.events, 'present')).toHaveLength(3);
    expect(eventsOf(again.events, 'flawed').map(({ file }) => file)).toEqual([IMAGES]);
  });

  test('through redirects', async () => {
    const mirror = await serveFiles(packedFiles());
    const redirecting = await serve((request, response) => {
      response.writeHead(302, { location: `${mirror}${fileOf(request)}` }).end();
    });
    expectAllRight(await fetchSmall([redirecting]));
  });
});

describe('a download that broke off goes on', () => {
  const bytes = packedFiles()[IMAGES];
  const half = 8000;

  /** A data folder in which a run stopped half way through the first file. */
  function halfDone(start: Uint8Array = bytes.subarray(0, half), end = ''): string {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'small'));
    writeFileSync(join(dataDir, 'small', `${IMAGES}.part${end}`), start);
    return dataDir;
  }

  /** Of the first file, where the requests began. */
  async function startsOf(
    dataDir: string,
    answer: Parameters<typeof serve>[0] = (request, response) =>
      sendFile(request, response, packedFiles()[fileOf(request)]),
    onEvent: (event: FetchEvent) => void = () => {},
  ): Promise<number[]> {
    const starts: number[] = [];
    const mirror = await serve((request, response) => {
      if (fileOf(request) === IMAGES) starts.push(startOf(request));
      answer(request, response);
    });
    expectAllRight(await fetchSmall([mirror], { dataDir, onEvent }));
    return starts;
  }

  test('from where it stopped', async () => {
    expect(await startsOf(halfDone())).toEqual([half - 1024]);
  });

  test('where a killed run stopped', async () => {
    const machine = hostname().replaceAll(/[^\w.]/g, '_');
    expect(await startsOf(halfDone(undefined, `-${machine}-999999999`))).toEqual([half - 1024]);
  });

  test('but not where another run is writing', async () => {
    const machine = hostname().replaceAll(/[^\w.]/g, '_');
    for (const owner of [`-${machine}-${process.ppid}`, '-elsewhere-1']) {
      const dataDir = halfDone(undefined, owner);
      const { error } = await fetchSmall([await serveFiles(packedFiles())], { dataDir });
      expect(error).toBeNull();
      expect(filesIn(dataDir)).toEqual([...names, `${IMAGES}.part${owner}`].sort());
    }
  });

  test.skipIf(processStart(process.ppid) === UNKNOWN)(
    'nor where one runs, whatever the clock says of its file',
    async () => {
      const machine = hostname().replaceAll(/[^\w.]/g, '_');
      const owner = `-${machine}-${process.ppid}-${processStart(process.ppid)}`;
      const dataDir = halfDone(undefined, owner);
      const longAgo = new Date(Date.now() - 2 * 3_600_000);
      utimesSync(join(dataDir, 'small', `${IMAGES}.part${owner}`), longAgo, longAgo);
      const { error } = await fetchSmall([await serveFiles(packedFiles())], { dataDir });
      expect(error).toBeNull();
      expect(filesIn(dataDir)).toEqual([...names, `${IMAGES}.part${owner}`].sort());
      const reused = `-${machine}-${process.ppid}-1`;
      expect(await startsOf(halfDone(undefined, reused))).toEqual([half - 1024]);
    },
  );

  test('where a run on another machine has been silent for long', async () => {
    const dataDir = halfDone(undefined, '-elsewhere-1');
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(dataDir, 'small', `${IMAGES}.part-elsewhere-1`), longAgo, longAgo);
    expect(await startsOf(dataDir)).toEqual([half - 1024]);
  });

  test('from the start where the server knows no parts', async () => {
    const starts = await startsOf(halfDone(), (request, response) => {
      response.writeHead(200).end(packedFiles()[fileOf(request)]);
    });
    expect(starts).toEqual([half - 1024]);
  });

  test.each([
    ['another part than was asked for', 'bytes 0-9/10'],
    ['a part without saying which', undefined],
  ])('from the start where the server gives %s', async (_, range) => {
    const starts = await startsOf(halfDone(), (request, response) => {
      if (startOf(request) === 0) sendFile(request, response, packedFiles()[fileOf(request)]);
      else response.writeHead(206, range === undefined ? {} : { 'content-range': range }).end('0123456789');
    });
    expect(starts).toEqual([half - 1024, 0]);
  });

  test('from the start where what is there is of another file', async () => {
    expect(await startsOf(halfDone(packedFiles(0)[IMAGES].subarray(0, half)))).toEqual([half - 1024, 0]);
  });

  test('from the start where what is there is damaged', async () => {
    const damaged = Uint8Array.from(bytes.subarray(0, half));
    damaged.fill(0, 1000, 2000);
    expect(await startsOf(halfDone(damaged))).toEqual([half - 1024, 0]);
  });

  test('from the start where more is there than the file has', async () => {
    const long = new Uint8Array(bytes.length + 10_000);
    long.set(bytes);
    expect(await startsOf(halfDone(long))).toEqual([0]);
    expect(await startsOf(halfDone(long.subarray(0, bytes.length + 2000)))).toEqual([bytes.length + 976, 0]);
  });

  test('within one run, as long as it makes headway', async () => {
    let sent = Number.POSITIVE_INFINITY;
    let breakOff = (): void => {};
    const answer: Answer = (request, response) => {
      const whole = packedFiles()[fileOf(request)];
      const start = startOf(request);
      if (fileOf(request) !== IMAGES || whole.length - start < 6000) {
        sendFile(request, response, whole);
        return;
      }
      const range = `bytes ${start}-${whole.length - 1}/${whole.length}`;
      response.writeHead(start === 0 ? 200 : 206, {
        'content-length': whole.length - start,
        ...(start === 0 ? {} : { 'content-range': range }),
      });
      sent = start + 5000;
      breakOff = () => response.destroy();
      response.write(whole.subarray(start, sent));
    };
    const starts = await startsOf(temporaryFolder(), answer, (event) => {
      if (event.event === 'progress' && event.done === sent) breakOff();
    });
    expect(starts).toEqual([0, 3976, 7952, 11_928]);
  });

  test('after an interruption', async () => {
    const dataDir = temporaryFolder();
    const stop = new AbortController();
    const mirror = await serve((request, response) => {
      const whole = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-length': whole.length }).write(whole.subarray(0, half));
    });
    const onEvent = ({ event }: FetchEvent): void => {
      if (event === 'progress') stop.abort();
    };
    const { error } = await fetchSmall([mirror], { dataDir, signal: stop.signal, onEvent });
    expect(error?.kind).toBe('interrupted');
    expect(filesIn(dataDir)).toEqual([`${IMAGES}.part`]);
    const left = readFileSync(join(dataDir, 'small', `${IMAGES}.part`));
    expect(left.equals(bytes.subarray(0, left.length))).toBe(true);
    expect(await startsOf(dataDir)).toEqual([left.length - 1024]);
  });
});

test('several runs at once do one another no harm', async () => {
  const mirror = await serve((request, response) => {
    const bytes = packedFiles()[fileOf(request)];
    setTimeout(() => sendFile(request, response, bytes), Math.random() * 20);
  });
  const dataDir = temporaryFolder();
  const runs = await Promise.all(Array.from({ length: 6 }, () => fetchSmall([mirror], { dataDir })));
  for (const run of runs) expectAllRight(run);
});

describe('a folder that cannot be written to', () => {
  test('as a file is in its place', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(dataDir, 'small'), '');
    const { error } = await fetchSmall([await serveFiles(packedFiles())], { dataDir });
    expect(error).toBeInstanceOf(SystemError);
    expect(error?.message).toBe(
      `the folder ${join(dataDir, 'small')} cannot be created (a file of that name is in the way); choose another ` +
        'with `dataDir: ...` or NN_DATA_DIR',
    );
  });

  test('as a folder is in the place of a file', async () => {
    const dataDir = temporaryFolder();
    mkdirSync(join(dataDir, 'small', IMAGES, 'inside'), { recursive: true });
    const { error } = await fetchSmall([await serveFiles(packedFiles())], { dataDir });
    expect(error).toBeInstanceOf(SystemError);
    expect(error?.message).toContain(`${join(dataDir, 'small', IMAGES)} cannot be written: `);
  });
});
