import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['build.ts', 'test/support/report-missing.ts'],
    // for what hangs, never for what is slow: a machine with twenty times as much to do passes as well
    testTimeout: 900_000,
    hookTimeout: 900_000,
    maxWorkers: '100%', // one fewer than cores unless told otherwise: on two cores half of the machine
  },
});
