/** Checks the accessibility of pages with axe-core. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { OpenPage } from './browser.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** The violations in the current state of the page. */
export async function violations(page: OpenPage['page']): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
