/** `npm run study:exchange`: the tests of exports and imports on 10,000 digits instead of 1,000. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', 'test/exchange', '--testTimeout=600000', ...process.argv.slice(2)],
  { cwd: root, env: { ...process.env, NN_ALL_DIGITS: '1' }, stdio: 'inherit' },
);
process.exitCode = status ?? 1;
