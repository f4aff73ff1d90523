import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFlags } from '../../src/cli/import/flags.ts';
import { checkOutput, freeOutput } from '../../src/cli/shared/output-path.ts';
import { plotsFlag, reportFlag } from '../../src/cli/shared/report-flags.ts';
import { teachFlags } from '../../src/cli/teach/flags.ts';
import { trainFlags } from '../../src/cli/train/flags.ts';
import { UsageError } from '../../src/errors.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

test('a file that can be made leaves no trace of the trial', () => {
  const folder = temporaryFolder();
  checkOutput(join(folder, 'a.json'), false);
  expect(readdirSync(folder)).toEqual([]);
});

test('what is in the way is named', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'old');
  symlinkSync('loop', join(folder, 'loop'));
  const refused = (path: string, message: string): void =>
    expect(() => checkOutput(path, false)).toThrow(new UsageError(message));
  refused(
    join(folder, 'no', 'a.json'),
    `--out: the folder ${folder}/no does not exist; make it first, or choose another`,
  );
  refused(join(file, 'a.json'), `--out: ${file} is not a folder`);
  refused(
    join(file, 'b', 'a.json'),
    `--out: ${file}/b cannot be reached (a part of the path is not a folder)`,
  );
  refused(folder, `--out: ${folder} is a folder; give a file, such as ${folder}/mnist.json`);
  refused('/dev/null', '--out: /dev/null is not a regular file');
  refused(file, `--out: ${file} exists already; add --force to replace it, or choose another with --out`);
  refused(
    join(folder, 'loop', 'a.json'),
    `--out: ${folder}/loop cannot be reached (the symbolic links form a loop)`,
  );
  expect(() => checkOutput(join(folder, `${'a'.repeat(300)}.json`), false)).toThrow(/cannot be/);
});

test('--force allows a file, but no folder and no device', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, 'old');
  checkOutput(file, true);
  expect(() => checkOutput(folder, true)).toThrow('is a folder');
  expect(() => checkOutput('/dev/null', true)).toThrow('is not a regular file');
});

test('a file that another run made meanwhile is kept', () => {
  const path = join(temporaryFolder(), 'mnist.json');
  expect(freeOutput(path, false)).toBe(path);
  writeFileSync(path, '');
  expect(freeOutput(path, true)).toBe(path);
  expect(freeOutput(path, false)).toBe(path.replace('.json', '-2.json'));
  mkdirSync(path.replace('.json', '-2.json'));
  expect(freeOutput(path, false)).toBe(path.replace('.json', '-3.json'));
  expect(existsSync(path.replace('.json', '-3.json'))).toBe(false);
});

test.each([
  ['--out', importFlags.out],
  ['--out', teachFlags.out],
  ['--out', trainFlags.out],
  ['--report', reportFlag],
  ['--plots', plotsFlag],
])('%s -: is not written to a file of that name', (flag, { parse }) => {
  const message = `${flag}: writes a file, not standard output (a file of that name: ./-)`;
  expect(() => parse?.('-')).toThrow(new UsageError(message));
  expect(parse?.('./-')).toBe('./-');
});
