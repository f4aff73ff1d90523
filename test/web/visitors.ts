/** One browser of each engine for a file of tests; each visitor has pages with a storage of their own. */

import type { Browser, Page } from 'puppeteer-core';
import { afterAll, expect, test } from 'vitest';
import { skippedBrowser } from '../support/browser-programs.ts';
import {
  type BrowserUnderTest,
  launch,
  type OpenPage,
  openPage,
  untilLoaded,
  type View,
  wide,
} from './browser.ts';

export interface Visit {
  /** The server's address, if not that of all. */
  readonly address?: () => string;
  readonly view?: View;
  /** Is done before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** False where the network is never loaded. */
  readonly loads?: boolean;
  /** What the console says rightly. */
  readonly expected?: RegExp;
}

export type InBrowser = (name: string, act: (opened: OpenPage) => Promise<void>, visit?: Visit) => void;

/** Tests in this browser, which find no error on the console and no request to elsewhere; skipped where it is missing. */
export function visitsOf(browser: BrowserUnderTest, address: () => string): InBrowser {
  const reason = skippedBrowser(browser.name);
  let launched: Promise<Browser> | undefined;
  afterAll(async () => (await launched)?.close());
  return (name, act, visit = {}) => {
    test(name, async ({ skip }) => {
      if (reason !== null) return skip(reason);
      launched ??= launch(browser);
      const { view = wide, prepare, loads = true, expected } = visit;
      const opened = await openPage(await launched, (visit.address ?? address)(), view, prepare);
      if (loads) await untilLoaded(opened.page);
      try {
        await act(opened);
        const problems = opened.problems.filter((problem) => !expected?.test(problem));
        expect(problems).toEqual([]);
      } finally {
        await opened.close();
      }
    });
  };
}

export async function textOf({ page }: OpenPage, id: string): Promise<string> {
  const element = await page.waitForSelector(`[data-testid="${id}"]`);
  return (await element?.evaluate(({ textContent }) => textContent)) ?? '';
}

/** Chooses a file, as the button beside it does. */
export async function choose({ page }: OpenPage, id: string, path: string): Promise<void> {
  const input = await page.waitForSelector(`[data-testid="${id}"]`);
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
}

/** Once it is there, in its place and enabled. */
export async function click({ page }: OpenPage, id: string): Promise<void> {
  await page.locator(`[data-testid="${id}"]`).click();
}
