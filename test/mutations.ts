/**
 * The long run of the mutation tests: `npm run study:mutations` reads 100,000 mutations of each kind of image file,
 * model file, model of another program and data set, in slices with different seeds; `npm run study:mutations -- 2 5000` reads two
 * slices of 5,000.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');

const tests = [
  'test/image/mutation.test.ts',
  'test/exchange/mutation.test.ts',
  'test/exchange/keras-mutation.test.ts',
  'test/dataset/mutation.test.ts',
  'test/network/model-file-mutations.test.ts',
];

const [slices = 10, runs = 10_000] = process.argv.slice(2).map(Number);

for (let slice = 1; slice <= slices; slice++) {
  console.log(`Slice ${slice} of ${slices}: ${runs} mutations of each kind, seed ${slice}`);
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...tests], {
    cwd: root,
    env: { ...process.env, NN_MUTATIONS: String(runs), NN_MUTATION_SEED: String(slice) },
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}
