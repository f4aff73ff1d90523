/**
 * Compares training in the page with `nn train` and the same settings: its speed, and whether it gives the same bits.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Of } from '../../src/sha256.ts';
import { nn } from '../../test/cli/support/nn.ts';
import type { BrowserUnderTest } from '../../test/web/browser.ts';
import { median, visit } from './visit.ts';

/** By the key of a setting, which is also the name of its field on the page. */
export type Typed = Readonly<Record<string, string>>;

export interface Trained {
  readonly sha256: string;
  /** From the start, or the click on the button, until the model is complete. */
  readonly seconds: number;
}

const flags: Readonly<Record<string, string>> = {
  hidden: '--hidden',
  network: '--network',
  epochs: '--epochs',
};

export async function trainByCommand(settings: Typed, threads: number): Promise<Trained> {
  const folder = mkdtempSync(join(tmpdir(), 'nn-page-study-'));
  try {
    const out = join(folder, 'model.json');
    const typed = Object.entries(settings).flatMap(([key, value]) => [flags[key], value]);
    const begun = performance.now();
    const { code, stderr } = await nn(['train', ...typed, '--threads', `${threads}`, '--json', '--out', out]);
    const seconds = (performance.now() - begun) / 1000;
    if (code !== 0) throw new Error(stderr);
    return { sha256: await sha256Of(readFileSync(out)), seconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Trains several times in one page, with `between` before each. */
export function trainInPage(
  browser: BrowserUnderTest,
  address: string,
  settings: Typed,
  { times = 1, between = async () => {} }: { times?: number; between?: () => Promise<void> } = {},
): Promise<Trained[]> {
  return visit(browser, address, async ({ page }) => {
    await page.click('[data-testid="tab-train"]');
    await page.click('.settings-form summary');
    for (const [key, value] of Object.entries(settings)) {
      await page.type(`[data-testid="setting-${key}"]`, value);
    }
    const trained: Trained[] = [];
    for (let n = 0; n < times; n++) {
      await between();
      trained.push(
        (await page.evaluate(`(async () => {
          const begun = performance.now();
          document.querySelector('.train [data-testid="train"]').click();
          const find = () => document.querySelector('[data-testid="sha256"]')?.textContent;
          const wait = () => new Promise((resolve) => setTimeout(resolve, 10));
          while (find() !== undefined) await wait(); // of the training before
          while (find() === undefined) await wait();
          return { sha256: find(), seconds: (performance.now() - begun) / 1000 };
        })()`)) as Trained,
      );
    }
    return trained;
  });
}

/** The speed of the page relative to `nn train`: interleaved runs, and the median of each. */
export async function compareSpeed(
  browser: BrowserUnderTest,
  address: string,
  settings: Typed,
  threads: number,
  rounds: number,
): Promise<{ readonly ratio: number; readonly page: number; readonly command: number }> {
  const command: number[] = [];
  const trained = await trainInPage(browser, address, settings, {
    times: rounds,
    between: async () => {
      command.push((await trainByCommand(settings, threads)).seconds);
    },
  });
  const [page, nnTrain] = [median(trained.map(({ seconds }) => seconds)), median(command)];
  return { ratio: nnTrain / page, page, command: nnTrain };
}
