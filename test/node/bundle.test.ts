/** The library for Node in a bundle: files that a bundler leaves behind are named, with the place they are looked for. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type * as Library from '../../src/index.ts';
import { root } from '../support/markdown.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = {
  'kernels.wasm': join('matrix', 'wasm', 'kernels.wasm'),
  'mnist-10k.bin': join('data', 'mnist-10k.bin'),
  'digits.json': join('models', 'digits.json'),
};

test('esbuild: each file that is missing is named, and found once it is copied there', async () => {
  const folder = temporaryFolder();
  const outfile = join(folder, 'app', 'dist', 'server', 'app.mjs');
  await build({
    entryPoints: [join(root, 'dist', 'index.js')],
    ...{ bundle: true, platform: 'node', format: 'esm', outfile, logLevel: 'error' },
    external: ['sharp', 'piscina', 'h5wasm'],
  });
  const library = (await import(pathToFileURL(outfile).href)) as typeof Library;
  const load = {
    'kernels.wasm': () =>
      library.createKernels({ backend: 'simd', threads: 1 }).then((kernels) => kernels.close()),
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
    mkdirSync(dirname(target), { recursive: true });
    const source = files[name as keyof typeof files];
    copyFileSync(join(root, name === 'kernels.wasm' ? 'dist' : '', source), target);
    await open();
  }
});
