import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['build.ts', 'test/support/report-missing.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000, // test/package.test.ts installs a package
    maxWorkers: '100%', // one fewer than cores unless told otherwise: on two cores half of the machine
  },
});
