import { expect, test } from 'vitest';
import { shellLine } from '../../../src/cli/terminal/shell.ts';

const args = ['train', '--network', 'conv 8 5x5, relu', '--out', "it's.json"];

test.each([
  ['posix', `nn train --network 'conv 8 5x5, relu' --out 'it'\\''s.json' > a.jsonl`],
  [
    'powershell',
    `nn train --network 'conv 8 5x5, relu' --out 'it''s.json' | Set-Content -Encoding utf8 a.jsonl`,
  ],
  ['cmd', `nn train --network "conv 8 5x5, relu" --out "it's.json" > a.jsonl`],
] as const)('a line for %s', (shell, line) => {
  expect(shellLine(shell, args, 'a.jsonl')).toBe(line);
});

test('what a shell takes for its own is quoted', () => {
  for (const shell of ['posix', 'powershell', 'cmd'] as const) {
    for (const word of ['a b', 'a;b', 'a&b', '$a', 'a|b', '']) {
      expect(shellLine(shell, [word])).toMatch(/^nn ['"].*['"]$/);
    }
  }
  expect(shellLine('powershell', ['hidden=8,4'])).toBe("nn 'hidden=8,4'"); // else it would be a list
});
