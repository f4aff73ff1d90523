/** The library for pages goes through bundlers, and nothing of Node comes with it. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildResult, build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { builtFile } from '../../src/node/package-files.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { bundleWithEsbuild, bundleWithVite, gzippedSize } from './support/bundle.ts';

const kernels = readFileSync(builtFile('matrix/wasm/kernels.wasm'));

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
}

describe('without Node', () => {
  const bundle = (entry: string): Promise<BuildResult<{ metafile: true }>> =>
    build({
      entryPoints: [fileURLToPath(builtFile(entry))],
      bundle: true,
      format: 'esm',
      platform: 'neutral', // whose modules are those of no platform: to import one of Node's is an error
      mainFields: ['module', 'main'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });

  test.each(['browser/index.js', 'core.js'])('%s can be bundled', async (entry) => {
    const inputs = Object.keys((await bundle(entry)).metafile.inputs);
    expect(inputs.length).toBeGreaterThan(100);
    expect(inputs.filter((path) => /dist\/(node|cli)\/|node_modules\/sharp|^node:/.test(path))).toEqual([]);
  });

  test('what imports Node cannot', async () => {
    await expect(bundle('index.js')).rejects.toThrow('node:fs');
  });
});

describe('a page that trains', () => {
  const folder = suiteFolder();

  test('is bundled by Vite, with kernels.wasm and the worker of the threads', async () => {
    await bundleWithVite(folder);
    const names = filesIn(folder);
    const wasm = names.filter((name) => name.endsWith('.wasm'));
    expect(wasm.length).toBeGreaterThan(0);
    for (const name of wasm) expect(readFileSync(join(folder, name)).equals(kernels)).toBe(true);
    expect(names.some((name) => /worker-host.*\.js$/.test(name))).toBe(true);
    const code = names
      .filter((name) => name.endsWith('.js'))
      .map((name) => readFileSync(join(folder, name), 'utf8'));
    expect(code.filter((text) => /\bfrom\s*["'](node:|sharp)|__vite-browser-external/.test(text))).toEqual(
      [],
    );
  });

  test('is bundled by esbuild', async () => {
    await bundleWithEsbuild(folder);
    expect(filesIn(folder)).toEqual(
      expect.arrayContaining(['page.js', 'worker.js', 'threads.js', 'kernels.wasm']),
    );
  });
});

test('a page that only reads digits loads less than one that trains', async () => {
  const reading = await gzippedSize(['decodeImage', 'preprocess', 'parseModel', 'predict', 'createKernels']);
  const training = await gzippedSize(['unpackEmbedded', 'train', 'formatModel', 'createKernels']);
  const whole = await gzippedSize([
    'decodeImage',
    'preprocess',
    'parseModel',
    'predict',
    'createKernels',
    'train',
  ]);
  const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.info(
    `gzipped: to read a digit ${kilobytes(reading.code)}, to train ${kilobytes(training.code)}, ` +
      `to do both ${kilobytes(whole.code)}; and kernels.wasm ${kilobytes(reading.wasm)}`,
  );
  expect(reading.code).toBeLessThan(whole.code);
  expect(training.code).toBeLessThan(whole.code);
});
