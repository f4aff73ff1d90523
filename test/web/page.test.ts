/** The page in real browsers, served by `nn serve`: what a visitor does, and that nothing else happens. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Of } from '../../src/sha256.ts';
import { nn } from '../cli/support/nn.ts';
import { type ServerProcess, startServer } from '../cli/support/serve.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { violations } from './axe.ts';
import {
  browsers,
  draw,
  missing,
  type OpenPage,
  one,
  openPage,
  phone,
  seven,
  waitForAnswer,
} from './browser.ts';

const photo = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));
const letter = fileURLToPath(new URL('../../README.md', import.meta.url));

const folder = suiteFolder();
let server: ServerProcess;
let expected: string;

beforeAll(async () => {
  if (browsers.every((browser) => missing(browser) !== null)) return;
  server = await startServer();
  const out = join(folder, 'model.json');
  const trained = await nn(['train', '--hidden', '16', '--epochs', '2', '--out', out]);
  expect(trained.code, trained.stderr).toBe(0);
  expected = await sha256Of(readFileSync(out));
});
afterAll(() => server?.stop());

const textOf = async ({ page }: OpenPage, id: string): Promise<string> => {
  const element = await page.waitForSelector(`[data-testid="${id}"]`);
  return (await element?.evaluate(({ textContent }) => textContent)) ?? '';
};

describe.each(browsers)('$name', (browser) => {
  const reason = missing(browser);
  const inBrowser = (
    name: string,
    view: typeof phone | undefined,
    visit: (opened: OpenPage) => Promise<void>,
  ): void =>
    test(name, async ({ skip }) => {
      if (reason !== null) return skip(reason);
      const opened = await openPage(browser, server.url, view);
      try {
        await visit(opened);
        expect(opened.problems).toEqual([]);
      } finally {
        await opened.close();
      }
    });

  inBrowser('reads what is drawn, undoes and clears', undefined, async (opened) => {
    const { page } = opened;
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    await page.click('[data-testid="undo"]');
    await page.waitForSelector('[data-testid="answer"][data-state="empty"]');
    await draw(opened, one);
    await waitForAnswer(opened, '1');
    await page.click('[data-testid="clear"]');
    await page.waitForSelector('[data-testid="answer"][data-state="empty"]');
  });

  inBrowser('reads a photo, and says so where a file is no picture', undefined, async (opened) => {
    const { page } = opened;
    const input = await page.waitForSelector('[data-testid="file"]');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(photo);
    await waitForAnswer(opened, '5');
    await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(letter);
    expect(await textOf(opened, 'problem')).toContain('README.md');
  });

  inBrowser('trains the same model as nn train, to the last bit', undefined, async (opened) => {
    const { page } = opened;
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    await page.click('[data-testid="tab-train"]');
    await page.type('[data-testid="setting-hidden"]', '16');
    await page.type('[data-testid="setting-epochs"]', '2');
    await page.click('[data-testid="train"]');
    expect(await textOf(opened, 'sha256')).toBe(expected);
    expect(await textOf(opened, 'command')).toBe('nn train --hidden 16 --epochs 2');
    await page.click('[data-testid="use"]');
    await draw(opened, one);
    await waitForAnswer(opened, '1');
  });

  inBrowser('looks inside, and breaks', undefined, async (opened) => {
    const { page } = opened;
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    await page.click('[data-testid="tab-inside"]');
    const map = await page.waitForSelector('[data-testid="layer-0"] button');
    await map?.click();
    await page.waitForSelector('[data-testid="unit"]');
    await page.waitForSelector('[data-testid="nearest"] li');
    await page.click('[data-testid="tab-break"]');
    await page.focus('[data-testid="break-rotation"]');
    await page.keyboard.press('End'); // upside down
    await page.waitForFunction(
      `!/7/.test(document.querySelector('[data-testid="broken"]').textContent.split('instead')[0])`,
    );
  });

  inBrowser('is learned by a hand, in a tab of the phone, in the dark', phone, async (opened) => {
    const { page } = opened;
    await page.click('[data-testid="tab-teach"]');
    for (const [label, stroke] of [
      [1, one],
      [7, seven],
    ] as const) {
      await draw(opened, stroke);
      await waitForAnswer(opened, String(label));
      await page.click(`[data-testid="teach-${label}"]`);
      await page.waitForSelector('[data-testid="answer"][data-state="empty"]');
    }
    await page.click('[data-testid="teach"]');
    const verdict = await page.waitForSelector('[data-testid="taught"]');
    expect(await verdict?.evaluate((element) => element.getAttribute('data-verdict'))).toMatch(
      /^(better|same)$/,
    );
    expect(await textOf(opened, 'taught-sha256')).toMatch(/^[0-9a-f]{64}$/);
  });

  inBrowser('can be used by all, in every panel, light and dark', undefined, async (opened) => {
    const { page } = opened;
    await draw(opened, seven);
    await waitForAnswer(opened, '7');
    for (const tab of ['read', 'inside', 'break', 'teach', 'train']) {
      await page.click(`[data-testid="tab-${tab}"]`);
      expect(await violations(page), tab).toEqual([]);
    }
    await page.evaluate(`document.documentElement.dataset.theme = 'dark'`);
    expect(await violations(page), 'dark').toEqual([]);
  });
});
