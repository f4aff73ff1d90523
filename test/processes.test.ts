/** Programs are started in ways that work on every system: `npm` is `npm.cmd` on Windows, and signals are not there. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/markdown.ts';

const folders = ['src', 'bench', 'models', 'data', 'study', 'synthetic', 'bin'];
const files = [
  'build.ts',
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|js)$/.test(name) && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  ),
];
const texts = files.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const);

const found = (pattern: RegExp): string[] =>
  texts.flatMap(([file, text]) => (pattern.test(text) ? [file] : []));

test('no program is started by a bare name', () => {
  expect(files.length).toBeGreaterThan(100);
  // git is an executable everywhere
  expect(found(/\b(spawn|spawnSync|execFile|execFileSync|exec|execSync)\(\s*(?!'git')['"`]/)).toEqual([]);
});

test('no process is told by a signal to save its work', () => {
  expect(found(/\.kill\(\s*['"]SIG(INT|TERM)/)).toEqual([]);
});
