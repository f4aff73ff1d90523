/**
 * The library at work in browsers: the same model, to the last bit, as under Node, whatever memory and threads a page
 * has; and one clear line where something is missing. Skipped where there is no such browser.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { preprocess } from '../../src/image/preprocess.ts';
import { parseModel } from '../../src/network/model-file.ts';
import { predict } from '../../src/network/predict.ts';
import { embeddedFile, loadEmbedded } from '../../src/node/dataset/embedded.ts';
import { decodeImage } from '../../src/node/decode.ts';
import { createKernels } from '../../src/node/kernels.ts';
import { sha256Of } from '../../src/sha256.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { readDocument, root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';
import { browsers, type Job, type Result, runJobs } from './support/browsers.ts';
import { bundleWithEsbuild, bundleWithVite } from './support/bundle.ts';

const vite = suiteFolder();
const esbuild = suiteFolder();
/** A module without anything. */
const other = join(esbuild, 'other.wasm');
const settings = {
  hidden: [16],
  epochs: 2,
  batchSize: 64,
  seed: 1,
  augment: 'shift',
  labelSmoothing: 0.1,
} as const;
const ADVICE =
  'copy kernels.wasm from the package next to the page, and give createKernels its address as `wasm`';
const onReference = 'Using the plain reference kernels, which are slower.';

const files = new Map([
  ['/mnist-10k.bin', embeddedFile],
  ['/digits.json', join(root, 'models/digits.json')],
  ['/five.jpg', join(root, 'docs/five.jpg')],
  ['/letter.png', join(root, 'docs/letter.png')],
  ['/README.md', join(root, 'README.md')],
  ['/other.wasm', other],
  ['/page-instead.wasm', fileURLToPath(new URL('programs/index.html', import.meta.url))],
]);

/** What is asked of each browser, by name; all of it in one go, which takes a few seconds. */
const jobs = {
  'isolated, 2 threads': { bundle: vite, isolated: true, kernels: { threads: 2 }, settings },
  'isolated, 1 thread': { bundle: vite, isolated: true, kernels: { threads: 1 }, settings },
  'not isolated': { bundle: vite, isolated: false, kernels: { threads: 2 }, settings },
  'bundled by esbuild': {
    bundle: esbuild,
    isolated: true,
    kernels: { threads: 2, wasm: './kernels.wasm', worker: './threads.js' },
    settings,
  },
  'on the main thread': { bundle: vite, isolated: true, on: 'main', kernels: { threads: 2 }, settings },
  'without SIMD': { bundle: vite, isolated: true, without: 'simd', kernels: { threads: 1 } },
  images: {
    bundle: vite,
    isolated: false,
    kernels: { threads: 1 },
    images: ['/five.jpg', '/letter.png', '/README.md', '/kernels.tiff'],
  },
  'kernels.wasm not copied': { bundle: esbuild, isolated: true, kernels: { threads: 1, wasm: '/none.wasm' } },
  'kernels.wasm not copied, simd': {
    bundle: esbuild,
    isolated: true,
    kernels: { threads: 1, wasm: '/none.wasm', backend: 'simd' },
  },
  'a page instead of kernels.wasm': {
    bundle: esbuild,
    isolated: true,
    kernels: { threads: 1, wasm: '/page-instead.wasm' },
  },
  'kernels.wasm of another version': {
    bundle: esbuild,
    isolated: true,
    kernels: { threads: 1, wasm: '/other.wasm' },
  },
  'script of threads not copied': {
    bundle: esbuild,
    isolated: true,
    kernels: { threads: 2, wasm: './kernels.wasm', worker: '/none.js' },
  },
} as const satisfies Record<string, Job>;
type Name = keyof typeof jobs;

let expected: string;

beforeAll(async () => {
  if (browsers.every((browser) => skippedBrowser(browser.name) !== null)) return;
  await Promise.all([bundleWithVite(vite), bundleWithEsbuild(esbuild)]);
  writeFileSync(other, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
  const kernels = await createKernels({ threads: 1 });
  expected = hashOf((await trainToEnd({ ...settings, dataset: loadEmbedded(), kernels })).model);
  await kernels.close();
});

describe.each(browsers)('$name', (browser) => {
  const reason = skippedBrowser(browser.name);
  const results = new Map<string, Result>();

  beforeAll(async () => {
    if (reason !== null) return;
    const names = Object.keys(jobs);
    const found = await runJobs(browser, Object.values(jobs), files);
    for (const [k, name] of names.entries()) results.set(name, found[k]);
  });

  const inBrowser = (name: Name, check: (result: Result) => void | Promise<void>): void =>
    test(name, ({ skip }) => {
      if (reason !== null) return skip(reason);
      return check(results.get(name) as Result);
    });

  const same = { backend: 'simd', isolated: true, threads: 2, remarks: [] };
  const trains = (name: Name, differently: Result): void =>
    inBrowser(name, (result) => {
      expect(result).toMatchObject({ ...same, sha256: expected, resumed: expected, ...differently });
    });

  trains('isolated, 2 threads', {});
  trains('isolated, 1 thread', { threads: 1 });
  trains('bundled by esbuild', {});
  trains('not isolated', {
    isolated: false,
    threads: 1,
    remarks: [expect.stringMatching(/^threads share no memory here: .+\. Using one thread\.$/)],
  });
  trains('on the main thread', {
    threads: 1,
    remarks: [expect.stringMatching(/^a page's main thread must not wait .+\. Using one thread\.$/)],
  });

  inBrowser('without SIMD', ({ backend, remarks }) => {
    expect(backend).toBe('reference');
    expect(remarks).toEqual([`this engine has no WebAssembly SIMD. ${onReference}`]);
  });

  inBrowser('images', async ({ readings = [] }) => {
    const [five, letter, text, absent] = readings;
    expect(five).toMatchObject({ digit: 5, format: 'JPEG', scale: 1, width: 314, height: 300 });
    expect(five.recognized).toEqual([[5], [5], [5]]); // of the file, its bytes, and its pixels
    const { picture } = await decodeImage(readFileSync(join(root, 'docs/letter.png')));
    const { pixels } = preprocess(picture);
    const [{ digit }] = await predict(parseModel(readDocument('models/digits.json'), ''), pixels);
    expect(letter).toMatchObject({ digit, format: 'PNG', pixels: await sha256Of(pixels) });
    expect(text.error).toMatch(/^NnError: \/README\.md is not a picture; use a PNG/);
    expect(absent.error).toMatch(/^NnError: \/kernels\.tiff is empty \(0 bytes\)/);
  });

  inBrowser('kernels.wasm not copied', ({ backend, remarks }) => {
    expect(backend).toBe('reference');
    expect(remarks).toEqual([`kernels.wasm is not at /none.wasm (HTTP 404): ${ADVICE}. ${onReference}`]);
  });

  inBrowser('kernels.wasm not copied, simd', ({ error }) => {
    expect(error).toBe(`NnError: kernels.wasm is not at /none.wasm (HTTP 404): ${ADVICE}`);
  });

  inBrowser('a page instead of kernels.wasm', ({ backend, remarks }) => {
    expect(backend).toBe('reference');
    expect(remarks).toEqual([`what is at /page-instead.wasm is not kernels.wasm: ${ADVICE}. ${onReference}`]);
  });

  inBrowser('kernels.wasm of another version', ({ backend, remarks }) => {
    expect(backend).toBe('reference');
    expect(remarks).toEqual([
      expect.stringMatching(
        /^kernels\.wasm is not of this version of nn: it has no \w+; copy kernels\.wasm /,
      ),
    ]);
  });

  inBrowser('script of threads not copied', ({ backend, threads, remarks }) => {
    expect([backend, threads]).toEqual(['simd', 1]);
    expect(remarks).toEqual([
      expect.stringMatching(/^worker thread 1 failed: .*its script cannot be loaded.* Using one thread\.$/),
    ]);
  });
});
