/** `nn completion`, read by the shells themselves; zsh and fish only where they are installed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { settingFlags } from '../../src/cli/shared/setting-flags.ts';
import { settingOf } from '../../src/settings/read-setting.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { noPosix } from '../support/system.ts';
import { nn } from './support/nn.ts';

const cwd = suiteFolder();
const shells = ['bash', 'zsh', 'fish'] as const;
const without = (shell: string): boolean =>
  noPosix !== null || spawnSync(shell, ['-c', 'exit'], { stdio: 'ignore' }).status !== 0;

beforeAll(async () => {
  for (const shell of shells) {
    const { code, stdout, stderr } = await nn(['completion', shell], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    writeFileSync(join(cwd, `nn.${shell}`), stdout);
  }
});

const optimizer = settingOf('optimizer');
const optimizers = optimizer.type === 'choice' ? [...optimizer.choices].sort() : [];

/** What is typed, the last word of it unfinished, and the words that may follow. */
const cases: readonly (readonly [typed: string, offered: readonly string[]])[] = [
  ['nn tr', ['train']],
  ['nn train --opti', ['--optimizer']],
  ['nn train --optimizer ', optimizers],
  ['nn train -q --optimizer adam', ['adam', 'adamw']],
  ['nn data ', ['fetch', 'list', 'show', 'verify']],
  ['nn data fetch --mi', ['--mirror']],
  ['nn data fetch m', ['mnist']],
  ['nn data verify mn', ['mnist', 'mnist-10k']],
  ['nn help ev', ['eval']],
  ['nn completion ', ['bash', 'fish', 'zsh']],
  ['nn eval --backend ', ['auto', 'reference', 'simd']],
];

describe('nn completion', () => {
  test.skipIf(without('bash'))('bash completes commands, flags and values', () => {
    const asked = cases.map(([typed]) => {
      const words = typed.split(' ').map((word) => `'${word}'`);
      return `COMP_WORDS=(${words.join(' ')}); COMP_CWORD=${words.length - 1}; _nn 2>/dev/null; echo "\${COMPREPLY[*]}"\n`;
    });
    const all = `COMP_WORDS=(nn train --); COMP_CWORD=2; _nn; echo "\${COMPREPLY[*]}"\n`;
    const input = `set -e\nsource ./nn.bash\n${asked.join('')}${all}`;
    const lines = execFileSync('bash', { cwd, input, encoding: 'utf8' }).trimEnd().split('\n');
    const offered = lines.map((line) =>
      line
        .split(' ')
        .filter((word) => word !== '')
        .sort(),
    );
    expect(offered.slice(0, -1)).toEqual(cases.map(([, words]) => words));
    const flags = Object.values(settingFlags).map(({ term }) => term.split(' ')[0]);
    expect(offered.at(-1)).toEqual(expect.arrayContaining([...flags, '--out', '--report', '--json']));
  });

  test.skipIf(without('fish'))('fish does (skipped where it is not installed)', () => {
    const asked = cases.map(([typed]) => `complete -C '${typed}'; echo .`).join('\n');
    const env = { ...process.env, HOME: cwd, XDG_CONFIG_HOME: cwd, XDG_DATA_HOME: cwd };
    const script = `source ./nn.fish\n${asked}\n`;
    const text = execFileSync('fish', ['-c', script], { cwd, env, encoding: 'utf8' });
    const offered = text.split('\n.\n').map((part) => part.split('\n').filter((line) => line !== ''));
    const words = offered
      .slice(0, cases.length)
      .map((lines) => lines.map((line) => line.split('\t')[0]).sort());
    expect(words).toEqual(cases.map(([, expected]) => expected));
  });

  test.skipIf(without('zsh'))('zsh takes it (skipped where it is not installed)', () => {
    const script = 'autoload -Uz compinit; compinit -u -D; source ./nn.zsh; print $_comps[nn]; whence -w _nn';
    const text = execFileSync('zsh', ['-f', '-c', script], { cwd, encoding: 'utf8' });
    expect(text).toBe('_nn\n_nn: function\n');
  });

  test('knows every command, and no other shell', async () => {
    const { stdout } = await nn(['completion', 'fish', '--json'], { cwd });
    const { script } = JSON.parse(stdout) as { script: string };
    for (const name of Object.keys(commands)) expect(script).toContain(`-a ${name} -d '`);
    for (const [args, message] of [
      [['tcsh'], 'completion: must be one of bash, zsh, fish, got tcsh'],
      [['bash', 'zsh'], 'completion: takes one shell, got 2'],
    ] as const) {
      const { code, stderr } = await nn(['completion', ...args], { cwd });
      expect(code).toBe(2);
      expect(stderr).toContain(message);
    }
  });
});
