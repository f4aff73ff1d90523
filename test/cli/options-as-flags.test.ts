/** What the library advises in its own words, the command line advises as flags. */
import { expect, test } from 'vitest';
import { optionsAsFlags } from '../../src/cli/shared/options-as-flags.ts';

test.each([
  ['try a lower one, such as `lr: 0.07`', 'try a lower one, such as --lr 0.07'],
  ['try again (`threads: 1` works without workers)', 'try again (--threads 1 works without workers)'],
  ['run `npm run build`, or use `backend: reference`', 'run `npm run build`, or use --backend reference'],
  ['choose another with `dataDir: ...` or NN_DATA_DIR', 'choose another with --data-dir or NN_DATA_DIR'],
  ["describe it: `network: 'dense 128, relu'`", "describe it: --network 'dense 128, relu'"],
  ['name another with `mirrors: ...`', 'name another with --mirror'],
  ['get it with `nn data fetch mnist`', 'get it with `nn data fetch mnist`'],
])('%s', (message, expected) => {
  expect(optionsAsFlags(message)).toBe(expected);
});
