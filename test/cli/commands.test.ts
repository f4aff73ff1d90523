/** The layout of src/cli: a folder a command, its flags in one file, and one line in the table of commands. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { nn } from './support/nn.ts';

const root = fileURLToPath(new URL('../../src/cli', import.meta.url));

const files: readonly string[] = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));

test('each command has a folder of its name, and each folder is a command or shared', () => {
  const folders = new Set(files.filter((file) => file.includes('/')).map((file) => file.split('/')[0]));
  expect([...folders].sort()).toEqual([...Object.keys(commands), 'shared', 'terminal'].sort());
  for (const name of Object.keys(commands))
    expect(existsSync(join(root, name, 'command.ts')), name).toBe(true);
});

test('flags are declared in files that say so', () => {
  const declaring = files.filter((file) => /^\s*term: /m.test(readFileSync(join(root, file), 'utf8')));
  expect(declaring.length).toBeGreaterThan(5);
  expect(declaring.filter((file) => !/flags?\.ts$/.test(file))).toEqual([]);
});

let startPage: string;
beforeAll(async () => {
  startPage = (await nn([])).stdout;
});

/** Rows of a terminal that a short help may fill. */
const SCREEN = 30;

test.each(Object.keys(commands))(
  'the help of nn %s, in short and whole; the start page names it',
  async (name) => {
    const [short, whole, help] = await Promise.all(
      [
        [name, '-h'],
        [name, '--help'],
        ['help', name],
      ].map((args) => nn(args)),
    );
    expect([short.code, short.stderr]).toEqual([0, '']);
    expect(short.stdout.split('\n').length).toBeLessThanOrEqual(SCREEN);
    expect(whole).toEqual(help);
    if (whole.stdout !== short.stdout) expect(short.stdout).toContain(`All flags: nn help ${name}\n`);
    expect([help.code, help.stderr]).toEqual([0, '']);
    expect(help.stdout).toContain(`Usage: nn ${name} `);
    expect(startPage).toMatch(new RegExp(`^  nn ${name}\\b`, 'm'));
  },
);

test('other names of commands', async () => {
  expect((await nn(['help', 'evaluate'])).stdout).toBe((await nn(['help', 'eval'])).stdout);
  expect((await nn(['test', '--help'])).stdout).toBe((await nn(['help', 'eval'])).stdout);
  const versions = await Promise.all([['-v'], ['-V'], ['version'], ['--version']].map((args) => nn(args)));
  for (const { code, stdout } of versions) expect([code, stdout]).toEqual([0, versions[0].stdout]);
});
