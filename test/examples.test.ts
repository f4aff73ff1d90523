/** The programs in examples/ do what they say. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readModel } from '../src/node/model-store.ts';
import { nn } from './cli/support/nn.ts';
import { root } from './support/markdown.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

test('examples/minimal.ts, at most 150 lines, ends with the weights of the command that it names', async () => {
  const text = readFileSync(join(root, 'examples/minimal.ts'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(150);
  expect(text.match(/^import .*$/gm)).toEqual(["import { readFileSync } from 'node:fs';"]);
  const [, command] = /^ \* {5}nn (train [^/]+?)\n \*\/$/m.exec(text) ?? [];
  const args = command
    .replace(/\\\n \*/g, '')
    .trim()
    .split(/\s+/);
  const cwd = temporaryFolder();
  expect(await nn([...args, '--quiet', '--out', 'same.json'], { cwd })).toMatchObject({ code: 0 });
  const { parameters } = await import('../examples/minimal.ts');
  expect(parameters).toEqual((await readModel(join(cwd, 'same.json'))).parameters);
});
