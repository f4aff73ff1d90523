import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from '../../src/node/make-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a folder is made with those above it, and one that is there is left', () => {
  const cwd = temporaryFolder();
  makeFolder(join(cwd, 'a', 'b'));
  makeFolder(join(cwd, 'a', 'b'));
  expect(statSync(join(cwd, 'a', 'b')).isDirectory()).toBe(true);
});

test('a file in the way is named, as mkdir does', () => {
  const cwd = temporaryFolder();
  writeFileSync(join(cwd, 'file'), '');
  const plain = (path: string): unknown => {
    try {
      return mkdirSync(path, { recursive: true });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code;
    }
  };
  for (const path of [join(cwd, 'file'), join(cwd, 'file', 'a')]) {
    expect(() => makeFolder(path)).toThrow(String(plain(path)));
  }
});

test.skipIf(!existsSync('/proc/self'))(
  'where nothing can be made it says so, and does not wait for ever',
  () => {
    expect(() => makeFolder('/proc/nn/runs')).toThrow('ENOENT'); // Node's own does not return here
  },
);
