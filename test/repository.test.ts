/** What is in the repository works on any machine, and says nothing of the one it was written on. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './support/markdown.ts';
import { trackedFiles } from './support/tracked-files.ts';

const files = trackedFiles();

/** Folders of users and of this machine, with at least two names: `/src` or `/` say nothing. */
const own = [root, homedir()]
  .map((path) => path.replace(/[\\/]$/, ''))
  .filter((path) => /[\\/].+[\\/]/.test(path));
const foreign = [/\/(home|Users)\/[a-z]\w*\//, /[A-Z]:\\+Users\\/, /(?<![\w.~])\/root\//];

test.skipIf(files === null)('no file holds an absolute path of a machine', () => {
  const found: string[] = [];
  for (const name of files!) {
    if (name === 'test/repository.test.ts') continue;
    const text = readFileSync(join(root, name), 'latin1');
    const holds = own.some((path) => text.includes(path)) || foreign.some((pattern) => pattern.test(text));
    if (holds) found.push(name);
  }
  expect(found).toEqual([]);
});

test.skipIf(files === null)('nothing that is built is kept under version control', () => {
  expect(files!.filter((name) => /^dist\/|\.(wasm|bin|tgz)$|^models\/mnist\.json$/.test(name))).toEqual([]);
});
