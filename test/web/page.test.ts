/** The page in real browsers, served by `nn serve`: what a visitor does, and that nothing else happens. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { shippedModelFile } from '../../src/node/shipped-model-file.ts';
import { type ServerProcess, startServer } from '../cli/support/serve.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { type StaticHost, serveStatically } from '../support/static-host.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { browsers, draw, one, seven, waitForAnswer } from './browser.ts';
import { choose, click, set, textOf, trainWithCommand, visitsOf } from './visitors.ts';

const photo = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));
const letter = fileURLToPath(new URL('../../README.md', import.meta.url));

const folder = suiteFolder();
const CONV = 'conv 4 5x5 stride 2, relu, dense 10';
let server: ServerProcess;
/** The page without the headers that give it shared memory. */
let host: StaticHost;
/** SHA-256 of what `nn train` makes. */
let mlp: string;
let conv: string;

beforeAll(async () => {
  if (browsers.every((browser) => skippedBrowser(browser.name) !== null)) return;
  server = await startServer('--model', shippedModelFile);
  host = await serveStatically();
  mlp = await trainWithCommand(join(folder, 'mlp.json'), '--hidden', '16', '--epochs', '2');
  if (skippedSlow !== null) return;
  conv = await trainWithCommand(join(folder, 'conv.json'), '--network', CONV, '--epochs', '1');
});
afterAll(async () => {
  host?.close();
  await server?.stop();
});

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
    { address: () => host.url, slow: true },
  );
});
