/** Browsers for the tests of the page, with one small interface. */

import puppeteer, { type Browser, type BrowserContext, type Page } from 'puppeteer-core';
import { type BrowserName, browserPrograms } from '../support/browser-programs.ts';

export interface OpenPage {
  readonly page: Page;
  /** Console errors and warnings, failed requests, and requests to other hosts. */
  readonly problems: readonly string[];
  /** Closes the page and deletes its storage. */
  close(): Promise<void>;
}

export interface BrowserUnderTest {
  readonly name: BrowserName;
  readonly program: string;
}

export const browsers: readonly BrowserUnderTest[] = [
  { name: 'Chromium', program: browserPrograms.Chromium },
  { name: 'Firefox', program: browserPrograms.Firefox },
];

const chromiumFlags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  ...['--disable-background-networking', '--disable-component-update'],
];

export interface View {
  readonly width: number;
  readonly height: number;
  readonly dark?: boolean;
  readonly touch?: boolean;
}

export const wide: View = { width: 1280, height: 900 };
export const phone: View = { width: 360, height: 780, dark: true, touch: true };

/** Starts a headless browser with a new profile; this takes a second or two, so tests share one. */
export function launch({ name, program }: BrowserUnderTest): Promise<Browser> {
  return puppeteer.launch({
    browser: name === 'Chromium' ? 'chrome' : 'firefox',
    executablePath: program,
    headless: true,
    args: name === 'Chromium' ? chromiumFlags : [],
    timeout: 800_000,
    protocolTimeout: 300_000,
  });
}

/** A page whose waits are limited only in case it hangs: the usual 30 s are too short for a slow machine. */
export async function newPage(context: Browser | BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(300_000);
  return page;
}

/**
 * Opens a page like a first-time visitor.
 * @param prepare called before the page is loaded
 */
export async function openPage(
  browser: Browser,
  address: string,
  { width, height, dark = false, touch = false }: View = wide,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<OpenPage> {
  const context = await browser.createBrowserContext();
  const page = await newPage(context);
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob|about):/.test(url)) problems.push(`request to ${url}`);
  });
  const isChromium = (await browser.version()).includes('Chrome');
  const hasTouch = touch && isChromium; // Firefox emulates no touch through this protocol
  await page.setViewport({ width, height, ...(hasTouch ? { hasTouch, isMobile: true } : {}) });
  if (isChromium && dark) {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
  }
  await prepare(page);
  await page.goto(address);
  return { page, problems, close: () => context.close() };
}

/** Waits until the model is loaded. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.waitForSelector('[data-testid="answer"]:not([data-state="loading"])');
}

type Point = readonly [x: number, y: number];

/** Draws strokes with the pointer; points are fractions of the canvas' width and height. */
export async function draw({ page }: OpenPage, ...strokes: readonly (readonly Point[])[]): Promise<void> {
  const canvas = await page.waitForSelector('[data-testid="canvas"]');
  await canvas?.scrollIntoView();
  const box = await canvas?.boundingBox();
  if (box == null) throw new Error('there is no canvas');
  for (const [[x, y], ...rest] of strokes) {
    await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
    await page.mouse.down();
    for (const [toX, toY] of rest) {
      await page.mouse.move(box.x + toX * box.width, box.y + toY * box.height, { steps: 5 });
    }
    await page.mouse.up();
  }
}

/** Waits until the page shows this number. */
export async function waitForAnswer({ page }: OpenPage, number: string): Promise<void> {
  await page.waitForSelector(`[data-testid="answer"][data-number="${number}"]`);
}

/** Strokes of a 7 and a 1. */
export const seven: readonly Point[] = [
  [0.4, 0.25],
  [0.6, 0.25],
  [0.48, 0.8],
];
export const one: readonly Point[] = [
  [0.5, 0.2],
  [0.5, 0.8],
];
