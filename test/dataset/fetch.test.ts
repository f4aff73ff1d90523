import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type FetchEvent, type FetchOptions, fetchDataset } from '../../src/dataset/fetch.ts';
import { DataError, NnError, SystemError } from '../../src/errors.ts';
import { contents, packedFiles, smallEntry } from '../support/catalog-entry.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fileOf, sendFile, serve, serveFiles, startOf } from '../support/web-server.ts';

const IMAGES = 'train-images-idx3-ubyte.gz';
const names = Object.keys(contents).sort();

interface Fetched {
  readonly dataDir: string;
  readonly events: FetchEvent[];
  readonly error: NnError | null;
}

/** Fetches the small data set from these mirrors, into a new folder unless one is given. */
async function fetchSmall(
  mirrors: readonly string[],
  { dataDir = temporaryFolder(), ...options }: FetchOptions & { readonly pinned?: 'file' | 'content' } = {},
): Promise<Fetched> {
  const events: FetchEvent[] = [];
  const onEvent = (event: FetchEvent): void => {
    events.push(event);
    options.onEvent?.(event);
  };
  const entry = smallEntry(options.pinned, mirrors);
  const error = await fetchDataset(entry, { timeout: 5, ...options, dataDir, onEvent }).then(
    () => null,
    (error) => {
      if (error instanceof NnError) return error;
      throw error;
    },
  );
  return { dataDir, events, error };
}

const filesIn = (dataDir: string | undefined): string[] => readdirSync(join(dataDir ?? '', 'small')).sort();

function expectAllRight({ dataDir, error }: Fetched): void {
  expect(error).toBeNull();
  expect(filesIn(dataDir)).toEqual(names);
  for (const name of names) {
    expect(gunzipSync(readFileSync(join(dataDir, 'small', name))).equals(contents[name])).toBe(true);
  }
}

const told = <E extends FetchEvent['event']>(events: readonly FetchEvent[], kind: E) =>
  events.filter((event): event is Extract<FetchEvent, { event: E }> => event.event === kind);

describe('a data set is fetched', () => {
  test('whole, with progress that ends where it should', async () => {
    const fetched = await fetchSmall([await serveFiles(packedFiles())]);
    expectAllRight(fetched);
    expect(told(fetched.events, 'fetched').map(({ file }) => file)).toEqual(Object.keys(contents));
    const { done, total } = told(fetched.events, 'progress').at(-1)!;
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
    expect(told(again.events, 'present')).toHaveLength(3);
    expect(told(again.events, 'flawed').map(({ file }) => file)).toEqual([IMAGES]);
  });

  test('through redirects', async () => {
    const mirror = await serveFiles(packedFiles());
    const redirecting = await serve((request, response) => {
      response.writeHead(302, { location: `${mirror}${fileOf(request)}` }).end();
    });
    expectAllRight(await fetchSmall([redirecting]));
  });
});

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
  'announces more than it sends, and hangs': {
    answer: (request, response) => {
      const bytes = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-length': bytes.length + 1000 }).write(bytes.subarray(0, 3000));
    },
    problem: /^falls silent for 0\.3 s after 3000 bytes$/,
    kind: 'system',
  },
  'cuts off': {
    answer: (request, response) => {
      const bytes = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 3000), () => setTimeout(() => response.destroy(), 20));
    },
    problem: /^cuts off after 3000 bytes$/,
    kind: 'system',
  },
  'cuts off at once': {
    answer: (request) => request.socket.destroy(),
    problem: /^cuts off$/,
    kind: 'system',
  },
  'never answers': { answer: () => {}, problem: /^gives no answer within 0\.3 s$/, kind: 'system' },
  trickles: {
    answer: (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(new Uint8Array([0x1f])), 50);
      response.on('close', () => clearInterval(timer));
    },
    problem: /^falls silent for 0\.3 s after \d+ bytes$/,
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
    const timeout = problem.source.includes('0\\.3 s') ? 0.3 : 5;
    const { error, dataDir } = await fetchSmall([bad], { timeout });
    expect(error?.kind).toBe(kind);
    expect(error?.message).toContain(`${IMAGES} cannot be fetched: ${bad} `);
    expect(filesIn(dataDir).filter((name) => !name.endsWith('.part'))).toEqual([]);

    const fetched = await fetchSmall([bad, good], { timeout });
    expectAllRight(fetched);
    const [failed, ...others] = told(fetched.events, 'failed');
    expect(failed.problem).toMatch(problem);
    expect(failed).toMatchObject({ file: IMAGES, mirror: bad, next: good });
    expect(others).toEqual([]); // the one that worked is asked first for the other files
  });
});

test('nobody there', async () => {
  const { error } = await fetchSmall(['http://127.0.0.1:1/']);
  expect(error).toBeInstanceOf(SystemError);
  expect(error?.message).toMatch(/http:\/\/127\.0\.0\.1:1\/ (refuses the connection|fails \(bad port\))\./);
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
  ): Promise<number[]> {
    const starts: number[] = [];
    const mirror = await serve((request, response) => {
      if (fileOf(request) === IMAGES) starts.push(startOf(request));
      answer(request, response);
    });
    expectAllRight(await fetchSmall([mirror], { dataDir }));
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
    const starts = await startsOf(temporaryFolder(), (request, response) => {
      const whole = packedFiles()[fileOf(request)];
      const start = startOf(request);
      if (whole.length - start < 6000) {
        sendFile(request, response, whole);
        return;
      }
      const range = `bytes ${start}-${whole.length - 1}/${whole.length}`;
      response.writeHead(start === 0 ? 200 : 206, {
        'content-length': whole.length - start,
        ...(start === 0 ? {} : { 'content-range': range }),
      });
      response.write(whole.subarray(start, start + 5000), () => setTimeout(() => response.destroy(), 20));
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
      `the folder ${join(dataDir, 'small')} cannot be made (a file of that name is in the way); choose another ` +
        'with --data-dir or NN_DATA_DIR',
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
