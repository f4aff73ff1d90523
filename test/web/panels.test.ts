/** The panels of the page, in one browser, for they do not depend on the engine. */

import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect } from 'vitest';
import { builtPage } from '../../src/node/server/server.ts';
import { shippedModelFile } from '../../src/node/shipped-model-file.ts';
import { sha256Of } from '../../src/sha256.ts';
import { nn } from '../cli/support/nn.ts';
import { type ServerProcess, startServer } from '../cli/support/serve.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { type StaticHost, serveStatically } from '../support/static-host.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { violations } from './axe.ts';
import { browsers, draw, newPage, phone, seven, untilLoaded, waitForAnswer } from './browser.ts';
import { choose, click, keepDrawings, set, textOf, trainWithCommand, visitsOf } from './visitors.ts';

const [browser] = browsers;
const folder = suiteFolder();
let server: ServerProcess;
/** Serves `small`. */
let ours: ServerProcess;
/** The page without the network that ships. */
let bare: StaticHost;
const small = join(folder, 'mlp.json');

beforeAll(async () => {
  if (skippedBrowser(browser.name) !== null) return;
  const network = readdirSync(join(builtPage, 'assets')).find((name) => /^digits-.*\.json$/.test(name));
  bare = await serveStatically({ [`/assets/${network}`]: null });
  await trainWithCommand(small, '--hidden', '16', '--epochs', '2');
  server = await startServer('--model', shippedModelFile);
  ours = await startServer('--model', small, '--model', shippedModelFile);
});
afterAll(async () => {
  bare?.close();
  await server?.stop();
  await ours?.stop();
});

const inBrowser = visitsOf(browser, () => server.url);

inBrowser(
  'starts with the model of nn serve --model',
  async (opened) => {
    expect(await textOf(opened, 'model')).toContain('Model: mlp ');
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    await click(opened, 'tab-inside');
    expect(await textOf(opened, 'layer-0')).toContain('16');
    await choose(opened, 'model-file', shippedModelFile);
    await opened.page.waitForFunction(
      `/digits.json/.test(document.querySelector('[data-testid="model"]').textContent)`,
    );
    await click(opened, 'model-back');
    await opened.page.waitForFunction(
      `/Model: mlp /.test(document.querySelector('[data-testid="model"]').textContent)`,
    );
  },
  { address: () => ours.url },
);

inBrowser(
  'goes on with a training whose tab was closed',
  async (opened) => {
    const longer = await trainWithCommand(join(folder, 'longer.json'), '--hidden', '16', '--epochs', '6');
    await set(opened, { hidden: '16', epochs: '6' });
    await opened.page.evaluate(`new MutationObserver((_, observer) => {
    if (document.querySelector('[data-testid="weights"]') === null) return;
    observer.disconnect(); // an epoch is over
    document.querySelector('[data-testid="pause"]').click();
  }).observe(document.body, { childList: true, subtree: true })`);
    await click(opened, 'train');
    await opened.page.waitForSelector('[data-testid="resume"]');
    const page = await newPage(opened.page.browserContext());
    await opened.page.close();
    await page.goto(`${server.url}/#train`);
    await untilLoaded(page);
    const again = { ...opened, page };
    await click(again, 'continue');
    expect(await textOf(again, 'sha256')).toBe(longer);
    await page.reload();
    await untilLoaded(page);
    await page.waitForSelector('[data-testid="train"]');
    expect(await page.$('[data-testid="continue"]')).toBeNull();
  },
  { slow: true },
);

inBrowser(
  'is taught a hand, and nn teach gives the same bits',
  async (opened) => {
    await choose(opened, 'model-file', small);
    await opened.page.waitForFunction(
      `/mlp.json/.test(document.querySelector('[data-testid="model"]').textContent)`,
    );
    await keepDrawings(opened);
    await click(opened, 'export');
    const zip = (await opened.page.evaluate(`(async () => {
    while (globalThis.downloaded === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    return Array.from(new Uint8Array(await downloaded.arrayBuffer()));
  })()`)) as number[];
    for (const [path, bytes] of Object.entries(unzipSync(Uint8Array.from(zip)))) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    await click(opened, 'teach');
    await click(opened, 'tab-read'); // it goes on meanwhile
    await click(opened, 'tab-teach');
    const sha256 = await textOf(opened, 'taught-sha256');
    const [drawings, out] = [join(folder, 'drawings'), join(folder, 'taught.json')];
    const taught = await nn([
      'teach',
      drawings,
      '--no-preprocess',
      '--model',
      small,
      '--out',
      out,
      '--force',
    ]);
    expect(taught.code, taught.stderr).toBe(0);
    expect(await sha256Of(readFileSync(out))).toBe(sha256);
  },
  {
    slow: true,
    prepare: (page) =>
      page.evaluateOnNewDocument(`
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => make.call(URL, (globalThis.downloaded = blob));`),
  },
);

inBrowser('takes images and labels that are dropped together, and refuses a damaged zip', async (opened) => {
  const drop = (files: Readonly<Record<string, readonly number[]>>): Promise<unknown> =>
    opened.page.evaluate(`{
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of Object.entries(${JSON.stringify(files)}))
        dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    }`);
  const images = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28, ...new Array(2 * 784).fill(9)];
  await drop({
    'train-images-idx3-ubyte': images,
    'train-labels-idx1-ubyte': [0, 0, 8, 1, 0, 0, 0, 2, 1, 7],
  });
  await opened.page.waitForFunction(`document.querySelector('.train')?.textContent.includes('2 images')`);
  await drop({ 'digits.zip': [0x50, 0x4b, 3, 4, 5, 6] });
  expect(await textOf(opened, 'problem')).toContain('digits.zip');
});

inBrowser(
  'refuses model files that are damaged or too large, and goes on with the one before',
  async (opened) => {
    const [damaged, large] = [join(folder, 'damaged.json'), join(folder, 'large.json')];
    writeFileSync(damaged, readFileSync(small).subarray(0, 5000));
    writeFileSync(large, '{');
    truncateSync(large, 500_000_001);
    for (const [file, what] of [
      [damaged, 'damaged.json'],
      [large, 'large.json: larger than 500 MB'],
    ] as const) {
      await choose(opened, 'model-file', file);
      await opened.page.waitForFunction(
        `document.querySelector('[data-testid="problem"]')?.textContent.includes(${JSON.stringify(what)})`,
      );
    }
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
  },
);

inBrowser(
  'keeps drawings until it is closed where storage is forbidden',
  async (opened) => {
    await keepDrawings(opened);
    expect(await textOf(opened, 'storage')).toContain('until the page is closed');
    expect(await opened.page.$$('[data-testid="kept"] li')).toHaveLength(2);
  },
  {
    prepare: (page) =>
      page.evaluateOnNewDocument(`for (const name of ['indexedDB', 'localStorage']) {
    Object.defineProperty(globalThis, name, { get() { throw new DOMException('forbidden', 'SecurityError'); } });
  }`),
  },
);

inBrowser(
  'says so where storage is full',
  async (opened) => {
    await keepDrawings(opened);
    expect(await textOf(opened, 'storage')).toContain('no room left');
  },
  {
    prepare: (page) =>
      page.evaluateOnNewDocument(`IDBObjectStore.prototype.put = () => {
    throw new DOMException('full', 'QuotaExceededError');
  };`),
  },
);

inBrowser(
  'says so where the network is not there',
  async (opened) => {
    expect(await textOf(opened, 'problem')).toContain('could not be loaded (404)');
  },
  { address: () => bare.url, loads: false, expected: /404/ },
);

inBrowser('looks inside, and breaks', async (opened) => {
  const { page } = opened;
  await draw(opened, seven);
  await waitForAnswer(opened, '7');
  await click(opened, 'tab-inside');
  const map = await page.waitForSelector('[data-testid="layer-0"] button');
  await map?.click();
  await page.waitForSelector('[data-testid="unit"]');
  await page.waitForSelector('[data-testid="nearest"] li');
  await click(opened, 'tab-break');
  await page.focus('[data-testid="break-rotation"]');
  await page.keyboard.press('End'); // upside down
  await page.waitForFunction(
    `!/7/.test(document.querySelector('[data-testid="broken"]').textContent.split('instead')[0])`,
  );
});

inBrowser(
  'can be used by all, in every panel, light and dark, wide and on a phone',
  async (opened) => {
    const { page } = opened;
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    for (const tab of ['read', 'inside', 'break', 'teach', 'train']) {
      await click(opened, `tab-${tab}`);
      expect(await violations(page), tab).toEqual([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(wide, `${tab} scrolls sideways`).toBeLessThanOrEqual(0);
    }
    await page.evaluate(`document.documentElement.dataset.theme = 'light'`);
    expect(await violations(page), 'light').toEqual([]);
  },
  { view: phone, slow: true },
);
