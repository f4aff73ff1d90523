import { expect, test, vi } from 'vitest';
import { callLate, Patience } from '../src/patience.ts';

test('time in which the process was suspended does not count, nor a clock that is set back', () => {
  const patience = new Patience(1000);
  expect(patience.look(1005)).toBe(5);
  expect(patience.look(23_005)).toBeLessThan(500);
  const before = patience.waited;
  expect(patience.look(500)).toBe(before);
  expect(patience.look(600)).toBe(before + 100);
  for (let now = 600; now <= 21_000; now += 200) patience.look(now);
  expect(patience.waited).toBeGreaterThan(20_000);
});

test('what is late is called once, after so many turns of the event loop', () => {
  vi.useFakeTimers();
  try {
    let calls = 0;
    callLate(1000, () => calls++);
    callLate(1000, () => calls++)();
    vi.advanceTimersByTime(990);
    expect(calls).toBe(0);
    vi.advanceTimersByTime(5000);
    expect(calls).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
