/** Part of `npm run docs:pictures`: the top of a report of `nn eval` in Chromium. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { bin } from '../../test/cli/support/nn.ts';
import { browsers, launch, openPage } from '../../test/web/browser.ts';

/** A network so small that its mistakes fill the matrix. */
const commands = [
  ['train', '--hidden', '12', '--epochs', '3', '--quiet'],
  ['eval', '--report', 'report.html', '--quiet'],
];
const mostMistakes = '#cell-7-9';

const cwd = mkdtempSync(join(tmpdir(), 'nn-report-'));
const browser = await launch(browsers[0]);
try {
  for (const args of commands) execFileSync(process.execPath, [bin, ...args], { cwd });
  const address = `${pathToFileURL(join(cwd, 'report.html')).href}${mostMistakes}`;
  const { page } = await openPage(browser, address, { width: 1080, height: 1040 });
  await page.evaluate('scrollTo(0, 0)');
  const path = fileURLToPath(new URL('../reports.png', import.meta.url));
  await sharp(await page.screenshot())
    .png({ palette: true, effort: 10 })
    .toFile(path);
} finally {
  await browser.close();
  rmSync(cwd, { recursive: true });
}
