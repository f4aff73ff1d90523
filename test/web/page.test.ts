/** The page in real browsers, served by `nn serve`: what a visitor does, and that nothing else happens. */

import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { builtPage } from '../../src/node/server/server.ts';
import { sha256Of } from '../../src/sha256.ts';
import { nn } from '../cli/support/nn.ts';
import { type ServerProcess, startServer } from '../cli/support/serve.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { type StaticHost, serveStatically } from '../support/static-host.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { violations } from './axe.ts';
import {
  browsers,
  draw,
  newPage,
  type OpenPage,
  one,
  phone,
  seven,
  untilLoaded,
  waitForAnswer,
} from './browser.ts';
import { choose, click, textOf, visitsOf } from './visitors.ts';

const photo = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));
const letter = fileURLToPath(new URL('../../README.md', import.meta.url));

const folder = suiteFolder();
const CONV = 'conv 4 5x5 stride 2, relu, dense 10';
let server: ServerProcess;
/** The page without the headers that give it shared memory. */
let host: StaticHost;
/** The same without the network that ships. */
let bare: StaticHost;
/** SHA-256 of what `nn train` makes. */
let mlp: string;
let longer: string;
let conv: string;
const small = join(folder, 'mlp.json');

async function trainWithCommand(out: string, ...settings: readonly string[]): Promise<string> {
  const trained = await nn(['train', ...settings, '--out', out]);
  expect(trained.code, trained.stderr).toBe(0);
  return sha256Of(readFileSync(out));
}

beforeAll(async () => {
  if (browsers.every((browser) => skippedBrowser(browser.name) !== null)) return;
  server = await startServer();
  host = await serveStatically();
  const network = readdirSync(join(builtPage, 'assets')).find((name) => /^digits-.*\.json$/.test(name));
  bare = await serveStatically({ [`/assets/${network}`]: null });
  mlp = await trainWithCommand(small, '--hidden', '16', '--epochs', '2');
  longer = await trainWithCommand(join(folder, 'longer.json'), '--hidden', '16', '--epochs', '12');
  conv = await trainWithCommand(join(folder, 'conv.json'), '--network', CONV, '--epochs', '1');
});
afterAll(async () => {
  host?.close();
  bare?.close();
  await server?.stop();
});

/** Types settings into the form of the panel. */
async function set(opened: OpenPage, settings: Readonly<Record<string, string>>): Promise<void> {
  const { page } = opened;
  await click(opened, 'tab-train');
  for (const [key, value] of Object.entries(settings)) {
    const field = `[data-testid="setting-${key}"]`;
    await page.$eval(field, (element) => element.closest('details')?.setAttribute('open', ''));
    await page.type(field, value);
  }
}

/** Draws a 1 and a 7, and says so. */
async function keepDrawings(opened: OpenPage): Promise<void> {
  await click(opened, 'tab-teach');
  for (const [label, stroke] of [
    [1, one],
    [7, seven],
  ] as const) {
    await draw(opened, stroke);
    await waitForAnswer(opened, String(label));
    await click(opened, `teach-${label}`);
    await opened.page.waitForSelector('[data-testid="answer"][data-state="empty"]');
  }
}

/** Each browser starts once, whichever tests ask for it. */
const engines = browsers.map((browser) => ({
  name: browser.name,
  inBrowser: visitsOf(browser, () => server.url),
}));

describe.each(engines)('$name', ({ inBrowser }) => {
  inBrowser('reads what is drawn, undoes and clears', async (opened) => {
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    await click(opened, 'undo');
    await opened.page.waitForSelector('[data-testid="answer"][data-state="empty"]');
    await draw(opened, one);
    await waitForAnswer(opened, '1');
    await click(opened, 'clear');
    await opened.page.waitForSelector('[data-testid="answer"][data-state="empty"]');
  });

  const reads = { expected: /getImageData/ }; // the test itself reads the canvas
  inBrowser(
    'is drawn on with the keys, and ink has the colour of the theme',
    async (opened) => {
      const { page } = opened;
      await page.focus('[data-testid="canvas"]');
      const press = async (key: 'ArrowDown' | 'ArrowUp' | ' ', times: number): Promise<void> => {
        for (let n = 0; n < times; n++) await page.keyboard.press(key);
      };
      await press('ArrowUp', 12);
      await press(' ', 1);
      await press('ArrowDown', 26);
      await waitForAnswer(opened, '1');
      const shade = `(() => {
      const canvas = document.querySelector('[data-testid="canvas"]');
      return canvas.getContext('2d').getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data[0];
    })()`;
      expect(await page.evaluate(shade)).toBeLessThan(100);
      const theme = page.locator('.header-actions button:last-child');
      await theme.click(); // from the system's to light
      await theme.click();
      await page.waitForFunction(`${shade} > 200`);
      await click(opened, 'undo');
      await page.focus('[data-testid="canvas"]');
      await press('ArrowUp', 1); // the pen went up with its stroke
      await page.waitForSelector('[data-testid="answer"][data-state="empty"]');
    },
    reads,
  );

  inBrowser('reads a photo of a phone upright, and says so where a file is no image', async (opened) => {
    const lying = join(folder, 'phone.jpg');
    const large = sharp(photo).resize(4000, 3000, { fit: 'contain', background: '#ccc' }).rotate(270);
    await large.withMetadata({ orientation: 6 }).jpeg().toFile(lying);
    await choose(opened, 'file', lying);
    await waitForAnswer(opened, '5');
    await choose(opened, 'file', letter);
    expect(await textOf(opened, 'problem')).toContain('README.md is not a picture; use a PNG');
  });

  inBrowser('trains the same models as nn train, to the last bit', async (opened) => {
    const { page } = opened;
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    await set(opened, { hidden: '16', epochs: '2' });
    expect(await page.$('[data-testid="one-thread"]')).toBeNull();
    await click(opened, 'train');
    expect(await textOf(opened, 'sha256')).toBe(mlp);
    expect(await textOf(opened, 'command')).toBe('nn train --hidden 16 --epochs 2');
    await click(opened, 'use');
    await click(opened, 'tab-read');
    await click(opened, 'tab-train');
    expect(
      await page.$eval('[data-testid="setting-epochs"]', (field) => (field as { value?: string }).value),
    ).toBe('2');
    expect(await textOf(opened, 'use')).toContain('In use');
    await draw(opened, one);
    await waitForAnswer(opened, '1');
  });

  inBrowser(
    'trains a conv net to the same bits on one thread, where it gets no shared memory',
    async (opened) => {
      await set(opened, { network: CONV, epochs: '1' });
      expect(await textOf(opened, 'one-thread')).toContain('one thread');
      await click(opened, 'train');
      expect(await textOf(opened, 'sha256')).toBe(conv);
    },
    { address: () => host.url },
  );
});

describe('in one browser, for it does not depend on the engine', () => {
  const [{ inBrowser }] = engines;

  inBrowser('goes on with a training whose tab was closed', async (opened) => {
    await set(opened, { hidden: '16', epochs: '12' });
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
  });

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
      prepare: (page) =>
        page.evaluateOnNewDocument(`
      const make = URL.createObjectURL;
      URL.createObjectURL = (blob) => make.call(URL, (globalThis.downloaded = blob));`),
    },
  );

  inBrowser(
    'takes images and labels that are dropped together, and refuses a damaged zip',
    async (opened) => {
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
    },
  );

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
    { view: phone },
  );
});
