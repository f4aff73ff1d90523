/**
 * `npm run study:site`: builds the documentation site and uses it in Chromium and Firefox: pages in both languages, wide and
 * narrow, light and dark, without errors in the console and with axe-core; the search in English and Chinese; and the live
 * demo, which reads a drawn digit. Exit code 1 if anything is wrong.
 */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'puppeteer-core';
import { serveStatically } from '../test/support/static-host.ts';
import { npmCommand } from '../test/support/system.ts';
import { violations } from '../test/web/axe.ts';
import {
  browsers,
  draw,
  launch,
  type OpenPage,
  openPage,
  seven,
  untilLoaded,
  type View,
  waitForAnswer,
} from '../test/web/browser.ts';

const pages = [
  '/',
  '/zh/',
  '/tour/',
  '/tour/05-gradient-descent.html',
  '/zh/tour/05-gradient-descent.html',
  '/docs/commands.html',
  '/docs/reports.html',
  '/examples/README.html',
];
const views: readonly View[] = [
  { width: 1280, height: 900 },
  { width: 360, height: 780, dark: true },
];
const searches = [
  ['/', 'backpropagation', /[Bb]ackpropagation/],
  ['/zh/', '反向传播', /反向传播/],
] as const;

/**
 * Faults of VitePress 1.6 itself: its results are options of a list and contain links, and the hints for keys have labels that
 * their element must not have.
 */
const ofVitepress =
  /^nested-interactive: <li [^>]*localsearch-item|^aria-prohibited-attr: <kbd |^label-content-name-mismatch: <a [^>]*class="result"/;

const problems: string[] = [];
const note = (where: string, found: readonly string[]): void => {
  for (const problem of found) problems.push(`${where}: ${problem}`);
};

const [npm, ...before] = npmCommand();
const root = fileURLToPath(new URL('..', import.meta.url));
const { status } = spawnSync(npm, [...before, 'run', 'docs'], { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(1);

async function checkPages(name: string, browser: Browser, url: string): Promise<void> {
  for (const path of pages) {
    for (const view of views) {
      const where = `${name}, ${path}, ${view.width} px`;
      const opened = await openPage(browser, url, view);
      await opened.page.goto(url + path, { waitUntil: 'networkidle0' });
      note(where, await violations(opened.page));
      const tooWide = 'document.documentElement.scrollWidth > innerWidth';
      if (await opened.page.evaluate(tooWide)) problems.push(`${where}: wider than the window`);
      note(where, opened.problems);
      await opened.close();
    }
  }
}

async function search({ page }: OpenPage, words: string): Promise<string> {
  const button = await page.waitForSelector('#local-search button');
  await button?.click();
  await page.waitForSelector('#localsearch-input');
  await page.type('#localsearch-input', words);
  const result = await page.waitForSelector('.results .result', { timeout: 30_000 });
  return (await result?.evaluate((element) => element.textContent)) ?? '';
}

async function checkSearch(name: string, browser: Browser, url: string): Promise<void> {
  for (const [path, words, expected] of searches) {
    const opened = await openPage(browser, url);
    await opened.page.goto(url + path, { waitUntil: 'networkidle0' });
    const found = await search(opened, words);
    if (!expected.test(found)) problems.push(`${name}: a search for ${words} finds ${found}`);
    note(
      `${name}, search for ${words}`,
      (await violations(opened.page)).filter((one) => !ofVitepress.test(one)),
    );
    await opened.close();
  }
}

async function checkDemo(name: string, browser: Browser, url: string): Promise<void> {
  const opened = await openPage(browser, url);
  await opened.page.goto(`${url}/demo/index.html`);
  await untilLoaded(opened.page);
  await draw(opened, seven);
  await waitForAnswer(opened, '7');
  note(`${name}, demo`, opened.problems);
  await opened.close();
}

const host = await serveStatically({}, fileURLToPath(new URL('../docs/site/dist', import.meta.url)));
try {
  for (const browser of browsers) {
    const started = await launch(browser);
    for (const check of [checkPages, checkSearch, checkDemo]) await check(browser.name, started, host.url);
    await started.close();
    console.log(`${browser.name}: ${pages.length} pages, ${searches.length} searches, the demo`);
  }
} finally {
  host.close();
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
