/** File patterns: what they match, and that none takes exponential time. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFiles, normalized } from '../../../src/cli/shared/glob/find-files.ts';
import { Matcher } from '../../../src/cli/shared/glob/matcher.ts';
import { parsePattern } from '../../../src/cli/shared/glob/parse.ts';
import { Random } from '../../../src/random.ts';
import { noPosix } from '../../support/system.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function isMatch(pattern: string, path: string): boolean {
  const matcher = new Matcher(parsePattern(pattern));
  return matcher.isMatch(matcher.advance(matcher.start, path));
}

test.each([
  ['*.png', ['a.png', 'a b.png'], ['a.jpg', '.a.png', 'in/a.png', '.png']],
  ['.*.png', ['.a.png'], ['a.png']],
  ['*{.png,.jpg}', ['a.png'], ['.png', '.jpg', '.a.png']],
  ['a**b', ['ab', 'axxb'], ['a/b', 'ax/xb']],
  ['?.png', ['a.png', '🙂.png'], ['ab.png', '.png', '..png']],
  ['[0-2x].png', ['0.png', '2.png', 'x.png'], ['3.png', '-.png']],
  ['[!0-2].png', ['3.png'], ['0.png', '/.png', '..png']],
  ['[]a].png', [']' + '.png', 'a.png'], ['b.png']],
  ['[a-].png', ['a.png', '-.png'], ['b.png']],
  ['[ab', ['[ab'], ['a']],
  ['*.{png,jp{e,}g}', ['a.png', 'a.jpg', 'a.jpeg'], ['a.gif', 'a.jp{e,}g']],
  ['{in,out}/*', ['in/a', 'out/a'], ['a', 'in']],
  ['{a}{b,', ['{a}{b,'], ['a']],
  ['{8..11}', ['8', '9', '10', '11'], ['7', '12', '8..11']],
  ['{01..2}{c..a}', ['01a', '02c'], ['1a', '01d']],
  ['{1..9999}', ['{1..9999}'], ['1']],
  ['**/*.png', ['a.png', 'in/a.png', 'in/sub/a.png'], ['.git/a.png', 'in/.git/a.png', 'a.jpg']],
  ['in/**', ['in/a', 'in/sub/a'], ['in', 'out/a', 'in/.a']],
  ['in/**/a', ['in/a', 'in/b/c/a'], ['in//a', 'ina']],
  ['photo (*).png', ['photo (1).png'], ['photo 1.png']],
  ['\\*\\[.png', ['*[.png'], ['a[.png']],
] as const)('%s', (pattern, matching, others) => {
  for (const path of matching) expect(isMatch(pattern, path), path).toBe(true);
  for (const path of others) expect(isMatch(pattern, path), path).toBe(false);
});

const LETTERS = 'aaaaaaab./*?[]{},!-\\';

test('takes no more time for many wildcards, however they are nested', () => {
  const name = 'a'.repeat(200);
  for (const pattern of [`${'a*'.repeat(32)}b`, `${'{a,*}'.repeat(32)}b`, `${'?*'.repeat(32)}b`])
    expect(isMatch(pattern, name), pattern).toBe(false);
  expect(isMatch(`${'**/'.repeat(60)}b`, 'a/'.repeat(100))).toBe(false);
  expect(isMatch('{'.repeat(64), '{'.repeat(64))).toBe(true);
  const random = Random.stream(1, 'patterns');
  const text = (length: number): string =>
    Array.from({ length }, () => LETTERS[Math.floor(random.uniform() * LETTERS.length)]).join('');
  for (let n = 0; n < 2000; n++) isMatch(text(60), text(60));
});

/** What bash makes of a pattern, in the same folder. */
function bash(pattern: string, cwd: string): string[] {
  const run = `shopt -s globstar nullglob; LC_ALL=C; printf '%s\\n' ${pattern}`;
  const found = execFileSync('bash', ['-c', run], { cwd, encoding: 'utf8' }).split('\n');
  return found.filter((name) => name !== '').sort();
}

/** But behind links: of those next to `**`, bash follows some. */
test.skipIf(noPosix)('finds the files that bash finds', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'a/b/.c'), { recursive: true });
  for (const name of ['1.png', '.2.png', 'a/1.png', 'a/2.jpg', 'a/b/3.png', 'a/b/.c/4.png', 'a/b/4.png'])
    writeFileSync(join(folder, name), '');
  symlinkSync('.', join(folder, 'a/loop'));
  const patterns = [
    '*.png',
    'a/*.*',
    'a/*/*.png',
    'a/**/*.png',
    'a/[12].*',
    'a/b/?.png',
    './a/{1,2}.???',
    'a/b/.c/*',
  ];
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const pattern of patterns) {
      const expected = bash(pattern, folder)
        .map((path) => path.replace(/^\.\//, ''))
        .filter((path) => !pattern.includes('**') || !path.includes('loop'));
      expect(findFiles(pattern).sort(), pattern).toEqual(expected);
      expect(findFiles(join(folder, pattern)).sort()).toEqual(expected.map((path) => join(folder, path)));
    }
    expect(findFiles('../*/a/1.png')).toEqual([join('..', folder.split('/').at(-1)!, 'a/1.png')]);
    expect(findFiles('nowhere/*')).toEqual([]);
  } finally {
    process.chdir(before);
  }
});

test('two slashes at the beginning name a server on Windows, and nothing elsewhere', () => {
  for (const [folder, onWindows, elsewhere] of [
    ['//server/share/a/', '//server/share/a/', '/server/share/a/'],
    ['//server/share//./a/../', '//server/share/', '/server/share/'],
    ['///a/', '/a/', '/a/'],
    ['C:/a//b/', 'C:/a/b/', 'C:/a/b/'],
    ['./', '', ''],
    ['./a/', 'a/', 'a/'],
  ]) {
    expect(normalized(folder, true)).toBe(onWindows);
    expect(normalized(folder, false)).toBe(elsewhere);
  }
});
