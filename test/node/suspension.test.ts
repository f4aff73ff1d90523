import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { againIfSuspended } from '../../src/node/suspension.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const isLimit = (error: unknown): boolean => (error as Error).message === 'timeout';

/** Fails for its limit after so many milliseconds in which the process ran, as often as said. */
function work(ran: number, failures: number, message = 'timeout'): () => Promise<number> {
  let calls = 0;
  return async () => {
    if (++calls > failures) return calls;
    await vi.advanceTimersByTimeAsync(ran);
    throw new Error(message);
  };
}

test('a limit that was reached while the process was suspended is no limit, once', async () => {
  expect(await againIfSuspended(20, work(100, 1), isLimit)).toBe(2);
  await expect(againIfSuspended(20, work(100, 2), isLimit)).rejects.toThrow('timeout');
});

test('a limit that was reached as it ran, and another failure, are what they are', async () => {
  await expect(againIfSuspended(20, work(20_000, 1), isLimit)).rejects.toThrow('timeout');
  await expect(againIfSuspended(20, work(100, 1, 'damaged'), isLimit)).rejects.toThrow('damaged');
  expect(vi.getTimerCount()).toBe(0);
});
