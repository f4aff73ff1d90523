/** One browser of each engine per test file; each visitor has pages with separate storage. */

import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, expect, test } from 'vitest';
import { sha256Of } from '../../src/sha256.ts';
import { nn } from '../cli/support/nn.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import {
  type BrowserUnderTest,
  draw,
  launch,
  type OpenPage,
  one,
  openPage,
  seven,
  untilLoaded,
  type View,
  waitForAnswer,
  wide,
} from './browser.ts';

export interface Visit {
  /** The address of the server, if it is not the shared one. */
  readonly address?: () => string;
  readonly view?: View;
  /** Called before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** False if the model is never loaded. */
  readonly loads?: boolean;
  /** Tried with CI=true alone. */
  readonly slow?: boolean;
  /** Console messages that are expected. */
  readonly expected?: RegExp;
}

export type InBrowser = (name: string, act: (opened: OpenPage) => Promise<void>, visit?: Visit) => void;

/**
 * Defines tests in this browser, which fail on console errors and requests to other hosts; skipped if it is not
 * installed.
 */
export function visitsOf(browser: BrowserUnderTest, address: () => string): InBrowser {
  const reason = skippedBrowser(browser.name);
  let launched: Promise<Browser> | undefined;
  afterAll(async () => (await launched)?.close());
  return (name, act, visit = {}) => {
    test(name, async ({ skip }) => {
      const why = reason ?? (visit.slow === true ? skippedSlow : null);
      if (why !== null) return skip(why);
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

/** Chooses a file, like the button next to the input. */
export async function choose({ page }: OpenPage, id: string, path: string): Promise<void> {
  const input = await page.waitForSelector(`[data-testid="${id}"]`);
  await (input as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
}

/** Clicks once the element exists, does not move and is enabled. */
export async function click({ page }: OpenPage, id: string): Promise<void> {
  await page.locator(`[data-testid="${id}"]`).click();
}

/** Trains a model with `nn train`. @returns the SHA-256 of its file */
export async function trainWithCommand(out: string, ...settings: readonly string[]): Promise<string> {
  const trained = await nn(['train', ...settings, '--out', out]);
  expect(trained.code, trained.stderr).toBe(0);
  return sha256Of(readFileSync(out));
}

/** Types settings into the form of the panel. */
export async function set(opened: OpenPage, settings: Readonly<Record<string, string>>): Promise<void> {
  const { page } = opened;
  await click(opened, 'tab-train');
  for (const [key, value] of Object.entries(settings)) {
    const field = `[data-testid="setting-${key}"]`;
    await page.$eval(field, (element) => element.closest('details')?.setAttribute('open', ''));
    await page.type(field, value);
  }
}

/** Draws a 1 and a 7, and says so. */
export async function keepDrawings(opened: OpenPage): Promise<void> {
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
