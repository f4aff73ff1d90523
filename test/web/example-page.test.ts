/** The page of examples/page, built by its own Vite configuration as in a project that has installed nn-digits. */

import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { describe, expect, test } from 'vitest';
import { skippedBrowser } from '../support/browser-programs.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { root } from '../support/markdown.ts';
import { serveStatically } from '../support/static-host.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { violations } from './axe.ts';
import { browsers, launch, one, openPage, wide } from './browser.ts';

/** @returns the folder of the built page */
async function buildPage(): Promise<string> {
  const project = temporaryFolder();
  cpSync(join(root, 'examples/page'), project, {
    recursive: true,
    filter: (path) => !/(node_modules|dist)$/.test(path.slice(root.length)),
  });
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(root, join(project, 'node_modules/nn-digits'));
  const { build } = await import('vite');
  await build({ root: project, logLevel: 'error' });
  return join(project, 'dist');
}

/** Waits until the page shows this. */
function untilShown(page: Page, text: string): Promise<unknown> {
  const shown = `document.querySelector('output').textContent.startsWith(${JSON.stringify(text)})`;
  return page.waitForFunction(shown);
}

describe.each(browsers)('$name', (browser) => {
  test('reads a picture and a drawing, and says what is no picture', async ({ skip }) => {
    const reason = skippedSlow ?? skippedBrowser(browser.name);
    if (reason !== null) return skip(reason);
    const host = await serveStatically({}, await buildPage());
    const started = await launch(browser);
    try {
      const { page, problems } = await openPage(started, `${host.url}/`, wide);
      await page.waitForFunction(`document.querySelector('output').textContent === ''`);
      expect(await violations(page)).toEqual([]);
      const input = await page.waitForSelector('input');
      await input?.uploadFile(join(root, 'docs/number.png'));
      await untilShown(page, '041735');
      await input?.uploadFile(join(root, 'README.md'));
      await untilShown(page, 'README.md is not a picture');
      await page.click('button');
      const box = await (await page.waitForSelector('canvas'))?.boundingBox();
      if (box == null) throw new Error('there is no canvas');
      const [[x, y], [toX, toY]] = one;
      await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
      await page.mouse.down();
      await page.mouse.move(box.x + toX * box.width, box.y + toY * box.height, { steps: 5 });
      await page.mouse.up();
      await untilShown(page, '1confidence');
      expect(problems).toEqual([]);
    } finally {
      await started.close();
      host.close();
    }
  });
});
