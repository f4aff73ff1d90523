/** Builds dist/ before the tests that run it as a process: they would test yesterday's code otherwise. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export default function setup(): void {
  try {
    execFileSync('npm', ['run', '--silent', 'build:types'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    // The type check tells about errors better, and code is written in spite of them.
    if (!existsSync(`${root}/dist/cli/main.js`)) throw error;
  }
}
