/** One visit: a browser with a new profile, and a page that records its own times. */

import { readFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import {
  type BrowserUnderTest,
  launch,
  type OpenPage,
  openPage,
  untilLoaded,
  wide,
} from '../../test/web/browser.ts';

const inPage = readFileSync(new URL('in-page.js', import.meta.url), 'utf8');

export async function visit<T>(
  browser: BrowserUnderTest,
  address: string,
  act: (opened: OpenPage) => Promise<T>,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<T> {
  const launched = await launch(browser);
  try {
    const opened = await openPage(launched, address, wide, async (page) => {
      await page.evaluateOnNewDocument(`{${inPage}}`);
      await prepare(page);
    });
    await untilLoaded(opened.page);
    const result = await act(opened);
    if (opened.problems.length > 0) throw new Error(opened.problems.join('\n'));
    return result;
  } finally {
    await launched.close();
  }
}

/** The quantile of the values. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(Math.floor(fraction * sorted.length), sorted.length - 1)];
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
