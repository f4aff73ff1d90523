import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { normalizePath } from 'vite';
import { defineConfig, type Plugin } from 'vitest/config';

/** These mock a module, which must not affect other files. */
const mocking = [
  'test/node/png-without-sharp.test.ts',
  'test/node/poor-systems.test.ts',
  'test/cli/windows-paths.test.ts',
];

/** These start processes, which takes the longer the more memory the process has that starts them. */
const starting = ['test/*.test.ts', 'test/{browser,cli,exchange,first-hour,limits,node,web}/**/*.test.ts'];

const [src, dist] = ['src', 'dist'].map((name) => join(import.meta.dirname, name));

/**
 * Tests import src/, and run what the build has just made of it in dist/, as users do. Node loads that as it is; Vite would
 * transform it in each process, with imports that are properties: a tenth of the whole time. Watched tests run src/,
 * whose changes they wait for.
 */
function built(): Plugin {
  let watched = false;
  return {
    name: 'built',
    enforce: 'pre',
    configureVitest({ vitest }) {
      watched = vitest.config.watch;
    },
    resolveId(source, importer) {
      if (watched || importer === undefined || !source.startsWith('.')) return null;
      const path = relative(src, resolve(dirname(importer), source));
      const id = normalizePath(join(dist, path.replace(/\.ts$/, '.js')));
      return !path.startsWith('..') && existsSync(id) ? id : null;
    },
  };
}

export default defineConfig({
  test: {
    deps: { moduleDirectories: ['node_modules', dist] },
    globalSetup: ['build.ts', 'test/support/report-missing.ts'],
    setupFiles: ['test/support/equality.ts'],
    // only for hanging tests: even a machine with twenty times the load passes
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // tests that wait for a process, a timer or a browser leave their core to others; a percentage is cut off at 100
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    projects: [
      // a process reads modules once for all of its files: a tenth of the whole time otherwise
      {
        extends: true,
        plugins: [built()],
        test: { name: 'starting', include: starting, exclude: mocking, isolate: false },
      },
      {
        extends: true,
        plugins: [built()],
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
