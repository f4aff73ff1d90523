/** The library for Node in a bundle: files that a bundler leaves behind are named, with the place they are looked for. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { build as viteBuild } from 'vite';
import { beforeAll, describe, expect, test } from 'vitest';
import type * as Library from '../../src/index.ts';
import { encodeGreyPng } from '../../src/node/decode.ts';
import { builtFile } from '../../src/node/package-files.ts';
import { madeImages } from '../support/made-digits.ts';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';

const entry = join(root, 'dist', 'index.js');
const files: Readonly<Record<string, string>> = {
  'kernels.wasm': join(root, 'dist/matrix/wasm/kernels.wasm'),
  'mnist-10k.bin': join(root, 'data/mnist-10k.bin'),
  'digits.json': join(root, 'models/digits.json'),
};
const external = ['sharp', 'piscina', 'h5wasm'];
const folder = suiteFolder();
const drawings = join(folder, 'drawings');

const esbuild = (outfile: string, options: BuildOptions): Promise<unknown> =>
  build({ entryPoints: [entry], bundle: true, platform: 'node', outfile, external, ...options });

/** Vite's library mode writes small files into the code, as data: URLs, wherever it recognises one. */
const vite = (outDir: string): Promise<unknown> =>
  viteBuild({
    ...{ configFile: false, root: folder, logLevel: 'error' },
    build: {
      ...{ outDir, minify: false, target: 'node20', lib: { entry, formats: ['es'], fileName: 'app' } },
      rolldownOptions: { external: (id) => id.startsWith('node:') || external.includes(id) },
    },
  });

beforeAll(async () => {
  const { count, images, labels } = madeImages(70);
  for (let n = 0; n < count; n++) {
    const path = join(drawings, String(labels[n]), `${n}.png`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await encodeGreyPng(images.subarray(n * 784, (n + 1) * 784), 28, 28));
  }
});

describe.each([
  { bundler: 'esbuild', file: 'app.mjs', make: (file: string) => esbuild(file, { format: 'esm' }) },
  {
    bundler: 'esbuild, CommonJS',
    file: 'app.cjs',
    make: (file: string) => esbuild(file, { format: 'cjs', logOverride: { 'empty-import-meta': 'silent' } }),
  },
  { bundler: 'vite', file: 'app.mjs', make: (file: string) => vite(dirname(file)) },
])('$bundler', ({ bundler, file, make }) => {
  const bundle = join(folder, bundler.replace(/\W+/g, '-'), 'dist', file);

  test('each file that is missing is named, and found once it is copied there', async () => {
    await make(bundle);
    const library = (await import(pathToFileURL(bundle).href)) as typeof Library;
    const remarks: string[] = [];
    const onRemark = (remark: string): unknown => remarks.push(remark);
    const load = {
      'kernels.wasm': () =>
        library.createKernels({ backend: 'simd', threads: 2, onRemark }).then((kernels) => kernels.close()),
      'mnist-10k.bin': () => library.openDataset('mnist-10k'),
      'digits.json': () => library.loadShippedModel(),
    };
    for (const [name, open] of Object.entries(load)) {
      const message = await open().then(
        () => 'no error',
        (error: Error) => error.message,
      );
      expect(message).toContain(`copy nn-digits/${name} `);
      const target = message.split(/[\s;,]+/).find((word) => isAbsolute(word)) ?? 'no path';
      expect(target).toBe(join(dirname(bundle), name));
      copyFileSync(files[name], target);
      await open();
    }
    expect(remarks.at(-1)).toMatch(/^the script for threads is missing.*\. Using one thread\.$/);
    const cacheFolder = join(dirname(bundle), 'cache');
    const { train } = await library.openDataset(drawings, {}, { threads: 2, cacheFolder, preprocess: false });
    expect(train?.count).toBe(70);
  });
});

test('a file where the package has it is preferred', () => {
  expect(builtFile('matrix/wasm/kernels.wasm').pathname).toMatch(/\/dist\/matrix\/wasm\/kernels\.wasm$/);
});
