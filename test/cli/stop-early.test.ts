/** A run that ends by itself, before its last epoch. */

import { expect, test } from 'vitest';
import { quick, surroundings } from './support/interrupted-run.ts';
import { nn } from './support/nn.ts';

test('--target-accuracy and --time-budget stop a run, which says why', async () => {
  const cwd = surroundings();
  const long = [...quick, '--epochs', '100000', '--schedule', 'constant', '--json'];
  const target = await nn(['train', ...long, '--target-accuracy', '0.5', '--out', 'a.json'], { cwd });
  expect(target.stdout).toContain('"stopped":"target-accuracy"');
  const time = await nn(['train', ...long, '--time-budget', '1s', '--out', 'b.json'], { cwd });
  expect(time.stdout).toContain('"stopped":"time-budget"');
});
