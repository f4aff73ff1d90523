/** `--report`: where reports go, and what they may not replace. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, type Outcome, plainly } from './support/nn.ts';

const cwd = suiteFolder();
const plain = ['--data', 'digits', '--backend', 'reference'];

const at = (name: string): string => readFileSync(join(cwd, name), 'utf8');

beforeAll(async () => {
  writeDigits(join(cwd, 'digits'), 200, 50);
  const quick = ['--hidden', '16', '--epochs', '3', '--lr', '0.01', '-q', ...plainly, '--dropout', '0.3'];
  expect(await nn(['train', ...plain, ...quick], { cwd })).toMatchObject({ code: 0, stderr: '' });
});

describe('nn eval --report', () => {
  const evaluate = (...args: readonly string[]): Promise<Outcome> => nn(['eval', ...plain, ...args], { cwd });

  test('writes one file, says so, and replaces its own', async () => {
    const { code, stderr, stdout } = await evaluate('--report', 'r.html', '--json');
    expect({ code, report: JSON.parse(stdout).report }).toEqual({ code: 0, report: 'r.html' });
    expect(stderr).toMatch(/\nReport r\.html\n/);
    const text = at('r.html');
    expect(text.slice(0, 15)).toBe('<!doctype html>');
    expect(Array.from(text.matchAll(/<code>(.*)<\/code>/g), ([, command]) => command)).toEqual([
      expect.stringMatching(/^nn train --data digits --hidden 16 .*--epochs 3 /),
      'nn eval --data digits --backend reference --report r.html --json',
    ]);
    expect((await evaluate('--report', 'r.html', '--json')).code).toBe(0);
    expect(at('r.html') === text, 'the same bytes again').toBe(true);
  });

  test('leaves alone what is no report, unless told otherwise', async () => {
    writeFileSync(join(cwd, 'mine.html'), '<p>mine</p>');
    const kept = await evaluate('--report', 'mine.html');
    expect(kept).toMatchObject({ code: 2, stdout: '' });
    expect(kept.stderr).toMatch(
      /^nn: --report: mine\.html exists already and is no report of nn; add --force .*\n/,
    );
    expect(at('mine.html')).toBe('<p>mine</p>');
    expect((await evaluate('--report', 'mine.html', '--force', '-q')).code).toBe(0);
    expect(at('mine.html')).toContain('nn report');
  });

  test('says before any work where it cannot go', async () => {
    mkdirSync(join(cwd, 'folder'), { recursive: true });
    for (const [path, reason] of [
      ['none/r.html', 'the folder none does not exist'],
      ['folder', 'folder is a folder'],
      ['digits/t10k-images-idx3-ubyte/r.html', 'is not a folder'],
      [`${'n'.repeat(300)}.html`, 'cannot be '],
    ] as const) {
      const { code, stdout, stderr } = await evaluate('--report', path);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toMatch(new RegExp(`^nn: --report: .*${reason}[^\\n]*\\n`));
    }
  });
});
