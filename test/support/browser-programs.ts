/** The browsers used by tests, and their paths on Debian. */

import { existsSync } from 'node:fs';
import { isThorough } from './exhaustive.ts';

export type BrowserName = 'Chromium' | 'Firefox';

export const browserPrograms: Readonly<Record<BrowserName, string>> = {
  Chromium: process.env.NN_CHROMIUM ?? '/usr/bin/chromium',
  Firefox: process.env.NN_FIREFOX ?? '/usr/bin/firefox-esr',
};

/** Why tests in a browser are skipped; null if they are not. */
export function skippedBrowser(name: BrowserName): string | null {
  if (name === 'Firefox' && !isThorough)
    return 'Firefox is tried with CI=true and by npm run test:exhaustive';
  const program = browserPrograms[name];
  return existsSync(program) ? null : `no ${name} at ${program}; set NN_${name.toUpperCase()} to its path`;
}
