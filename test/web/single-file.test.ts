/** The page that `nn export --out page.html` writes, opened from the disk: no server, no network, no word on the console. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { nn } from '../cli/support/nn.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { browsers, draw, launch, one, openPage, seven, untilLoaded, waitForAnswer } from './browser.ts';

const folder = suiteFolder();
const NAME = `"mine" & <b>.json`;
const address = pathToFileURL(join(folder, 'page.html')).href;

beforeAll(async () => {
  copyFileSync(join(root, 'models', 'digits.json'), join(folder, NAME));
  const { code, stderr } = await nn(['export', NAME, '--out', 'page.html'], { cwd: folder });
  expect(code, stderr).toBe(0);
});

describe.each(browsers)('$name', (browser) => {
  test('names its model, draws, reads, explains and trains in one file', async ({ skip }) => {
    const reason = skippedSlow ?? skippedBrowser(browser.name);
    if (reason !== null) return skip(reason);
    const started = await launch(browser);
    try {
      const opened = await openPage(started, address);
      const { page } = opened;
      const textOf = async (id: string): Promise<string | null> => {
        const element = await page.waitForSelector(`[data-testid="${id}"]`);
        return (await element?.evaluate((found) => found.textContent)) ?? null;
      };
      await untilLoaded(page);
      expect(await textOf('model')).toContain(`Model: ${NAME} `);
      await draw(opened, seven);
      await waitForAnswer(opened, '7');
      await page.click('[data-testid="undo"]');
      await draw(opened, one);
      await waitForAnswer(opened, '1');
      await page.click('[data-testid="tab-inside"]');
      await page.waitForSelector('[data-testid="nearest"]');
      await page.click('[data-testid="tab-train"]');
      expect(await textOf('one-thread')).toContain('This page is a file');
      await page.type('[data-testid="setting-hidden"]', '8');
      await page.type('[data-testid="setting-epochs"]', '1');
      await page.click('.train [data-testid="train"]');
      expect(await textOf('command')).toBe('nn train --hidden 8 --epochs 1');
      expect(opened.problems).toEqual([]);
    } finally {
      await started.close();
    }
  });
});
