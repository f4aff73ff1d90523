/** Mirrors that fall silent. Time passes only as the tests let it pass, so the machine may be as slow as it is. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { SystemError } from '../../../src/errors.ts';
import { packedFiles } from '../../support/catalog-entry.ts';
import { eventsOf, expectAllRight, fetchSmall, filesIn, IMAGES } from '../../support/fetch-small.ts';
import { type Answer, fileOf, serve, serveFiles } from '../../support/web-server.ts';

const TIMEOUT_SECONDS = 30;
const SENT = 3000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const letPass = (seconds: number): void => void vi.advanceTimersByTime(seconds * 1000);

interface Silence {
  readonly answer: Answer;
  /** Called with the bytes that have come so far. */
  readonly onReceived: (done: number) => void;
  readonly problem: RegExp;
}

const silences: Record<string, Silence> = {
  'never answers': {
    answer: () => letPass(TIMEOUT_SECONDS),
    onReceived: () => {},
    problem: /^gives no answer within 30 s$/,
  },
  'announces more than it sends, and hangs': {
    answer: (request, response) => {
      const bytes = packedFiles()[fileOf(request)];
      response.writeHead(200, { 'content-length': bytes.length + 1000 }).write(bytes.subarray(0, SENT));
    },
    onReceived: (done) => {
      if (done === SENT) letPass(TIMEOUT_SECONDS);
    },
    problem: /^falls silent for 30 s after 3000 bytes$/,
  },
  trickles: {
    answer: (request, response) => {
      const bytes = packedFiles()[fileOf(request)].values(); // right ones: several may come at once, and are looked at
      response.writeHead(200);
      const timer = setInterval(() => response.write(Uint8Array.of(bytes.next().value ?? 0)), 5);
      response.on('close', () => clearInterval(timer));
    },
    onReceived: () => letPass(TIMEOUT_SECONDS / 5),
    problem: /^falls silent for 30 s after \d+ bytes$/,
  },
};

describe.each(Object.entries(silences))('a mirror that %s', (_, { answer, onReceived, problem }) => {
  test('is named, leaves no file, and the next one is tried', async () => {
    const [bad, good] = [await serve(answer), await serveFiles(packedFiles())];
    let silent = true;
    const timed: Parameters<typeof fetchSmall>[1] = {
      timeout: TIMEOUT_SECONDS,
      onEvent: (event) => {
        if (event.event === 'failed') silent = false;
        if (event.event === 'progress' && silent) onReceived(event.done);
      },
    };
    const { error, dataDir } = await fetchSmall([bad], timed);
    expect(error).toBeInstanceOf(SystemError);
    expect(error?.message).toContain(`${IMAGES} cannot be fetched: ${new URL(bad).host}: `);
    expect(filesIn(dataDir).filter((name) => !name.endsWith('.part'))).toEqual([]);

    silent = true;
    const fetched = await fetchSmall([bad, good], timed);
    expectAllRight(fetched);
    const [failed, ...others] = eventsOf(fetched.events, 'failed');
    expect(failed.problem).toMatch(problem);
    expect(failed).toMatchObject({ file: IMAGES, mirror: bad, next: good });
    expect(others).toEqual([]); // the one that worked is asked first for the other files
  });
});
