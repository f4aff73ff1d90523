import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** These mock a module, which must not affect other files. */
const mocking = [
  'test/node/png-without-sharp.test.ts',
  'test/node/poor-systems.test.ts',
  'test/cli/windows-paths.test.ts',
];

/** These start processes, which takes the longer the more memory the process has that starts them. */
const starting = ['test/*.test.ts', 'test/{browser,cli,exchange,first-hour,limits,node,web}/**/*.test.ts'];

export default defineConfig({
  test: {
    globalSetup: ['build.ts', 'test/support/report-missing.ts'],
    setupFiles: ['test/support/equality.ts'],
    // only for hanging tests: even a machine with twenty times the load passes
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // tests that wait for a process, a timer or a browser leave their core to others; a percentage is cut off at 100
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      // a process reads modules once for all of its files: a tenth of the whole time otherwise
      { extends: true, test: { name: 'starting', include: starting, exclude: mocking, isolate: false } },
      {
        extends: true,
        test: {
          name: 'computing',
          include: ['test/**/*.test.ts'],
          exclude: [...mocking, ...starting],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { name: 'mocking', include: mocking, sequence: { groupOrder: 1 } } },
    ],
  },
});
