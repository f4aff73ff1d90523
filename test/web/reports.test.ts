/** Reports in real browsers, straight from the disk: nothing is wrong with them, and nothing in them runs. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { reportTools } from '../../src/node/report/tools.ts';
import { comparisonReport } from '../../src/report/comparison/comparison-report.ts';
import { evaluationReport } from '../../src/report/evaluation/evaluation-report.ts';
import { explanationReport } from '../../src/report/explanation/explanation-report.ts';
import { inspectionReport } from '../../src/report/inspection/inspection-report.ts';
import { searchReport } from '../../src/report/search/search-report.ts';
import { trainingReport } from '../../src/report/training/training-report.ts';
import {
  madeComparison,
  madeEvaluation,
  madeExplanation,
  madeInspection,
  madeSearch,
  madeTraining,
} from '../report/support.ts';
import { skippedBrowser } from '../support/browser-programs.ts';
import { skippedSlow } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { violations } from './axe.ts';
import { browsers, launch, newPage, type OpenPage } from './browser.ts';

const folder = suiteFolder();
const reports: Record<string, () => Promise<string>> = {
  evaluation: () => evaluationReport(madeEvaluation(), reportTools()),
  comparison: () => comparisonReport(madeComparison(200), reportTools()),
  explanation: async () => explanationReport(await madeExplanation(), reportTools()),
  inspection: () => inspectionReport(madeInspection(), reportTools()),
  search: () => searchReport(madeSearch(40), reportTools()),
  training: () => trainingReport(madeTraining(12), reportTools()),
};

beforeAll(async () => {
  for (const [name, make] of Object.entries(reports)) writeFileSync(fileOf(name), await make());
});

const fileOf = (name: string): string => join(folder, `${name}.html`);

/** Elements that are wider than the window, where that makes the page scroll sideways. */
const tooWide = (page: OpenPage['page']): Promise<unknown> =>
  page.evaluate(`(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth ? [] :
    [clientWidth, ...Array.from(document.querySelectorAll('body *'))
      .filter((one) => one.getBoundingClientRect().right > clientWidth)
      .map(({ tagName, textContent }) => tagName + ' ' + textContent.slice(0, 40))])(document.documentElement)`);

/** As Chromium writes them. */
const pagesOf = (pdf: Uint8Array): number =>
  Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Type\s*\/Page\b/g)?.length ?? Number.NaN;

describe.each(browsers)('$name', (browser) => {
  test('shows every report, wide and narrow, light and dark, and on paper', async ({ skip }) => {
    const reason = skippedSlow ?? skippedBrowser(browser.name);
    if (reason !== null) return skip(reason);
    const opened = await launch(browser);
    const problems: string[] = [];
    try {
      const page = await newPage(opened);
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('dialog', (dialog) => problems.push(dialog.message()));
      page.on('request', (request) => {
        if (!/^(file|data):/.test(request.url())) problems.push(request.url());
      });
      for (const name of Object.keys(reports)) {
        await page.setViewport({ width: 1280, height: 900 });
        await page.goto(pathToFileURL(fileOf(name)).href);
        expect(await violations(page), name).toEqual([]);
        await page.setViewport({ width: 360, height: 780 });
        expect(await tooWide(page), name).toEqual([]);
        if (browser.name !== 'Chromium') continue; // Firefox emulates no dark theme through this protocol
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
        expect(await violations(page), `${name}, dark and narrow`).toEqual([]);
        await page.emulateMediaFeatures([]);
        expect(pagesOf(await page.pdf({ preferCSSPageSize: true })), `${name}, printed`).toBeLessThanOrEqual(
          5,
        );
      }
      await page.goto(pathToFileURL(fileOf('evaluation')).href);
      const displayOf = (cell: string): string =>
        `getComputedStyle(document.querySelector('${cell}')).display`;
      const other = '.cells section:not(.first)';
      expect(await page.evaluate(displayOf('.cells .first'))).toBe('grid');
      expect(await page.evaluate(displayOf(other))).toBe('none');
      await page.evaluate(
        `document.querySelector('a[href="#' + document.querySelector('${other}').id + '"]').focus()`,
      );
      await page.keyboard.press('Enter');
      await page.waitForFunction(`${displayOf(other)} === 'grid'`);
      expect(await page.evaluate(displayOf('.cells .first'))).toBe('none');
      expect(problems).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
