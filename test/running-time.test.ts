import { expect, test, vi } from 'vitest';
import { callAfterRunning, RunningTime } from '../src/running-time.ts';

test('time in which the process was suspended does not count, nor a clock that is set back', () => {
  const time = new RunningTime(1000);
  expect(time.measure(1005)).toBe(5);
  expect(time.measure(23_005)).toBeLessThan(500);
  const before = time.elapsed;
  expect(time.measure(500)).toBe(before);
  expect(time.measure(600)).toBe(before + 100);
  for (let now = 600; now <= 21_000; now += 200) time.measure(now);
  expect(time.elapsed).toBeGreaterThan(20_000);
});

test('what is late is called once, after so many turns of the event loop', () => {
  vi.useFakeTimers();
  try {
    let calls = 0;
    callAfterRunning(1000, () => calls++);
    callAfterRunning(1000, () => calls++)();
    vi.advanceTimersByTime(990);
    expect(calls).toBe(0);
    vi.advanceTimersByTime(5000);
    expect(calls).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
