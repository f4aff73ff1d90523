/** The page that `nn export --out page.html` writes, opened from the disk: no server, no network, no word on the console. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { nn } from '../cli/support/nn.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { browsers, draw, launch, one, openPage, seven, untilLoaded, waitForAnswer } from './browser.ts';

const folder = suiteFolder();
const address = pathToFileURL(join(folder, 'page.html')).href;

beforeAll(async () => {
  const { code, stderr } = await nn(['export', '--out', 'page.html'], { cwd: folder });
  expect(code, stderr).toBe(0);
});

describe.each(browsers)('$name', (browser) => {
  test('draws, reads and explains from one file', { timeout: 600_000 }, async ({ skip }) => {
    const reason = skippedBrowser(browser.name);
    if (reason !== null) return skip(reason);
    const started = await launch(browser);
    try {
      const opened = await openPage(started, address);
      const { page } = opened;
      await untilLoaded(page);
      await draw(opened, seven);
      await waitForAnswer(opened, '7');
      await page.click('[data-testid="undo"]');
      await draw(opened, one);
      await waitForAnswer(opened, '1');
      await page.click('[data-testid="tab-inside"]');
      await page.waitForSelector('[data-testid="nearest"]');
      expect(opened.problems).toEqual([]);
    } finally {
      await started.close();
    }
  });
});
