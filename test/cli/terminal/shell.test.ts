import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printable } from '../../../src/cli/terminal/printable.ts';
import { shellLine } from '../../../src/cli/terminal/shell.ts';
import { UsageError } from '../../../src/errors.ts';
import { noPosix } from '../../support/system.ts';

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

describe('paths of Windows', () => {
  test.each([
    ['C:\\my digits\\a.json', '"C:\\my digits\\a.json"'],
    ['C:\\my digits\\', '"C:\\my digits\\\\"'], // else \" would be a quotation mark of the name
    ['say "5"', '"say ""5"""'],
    ['a\\"b', '"a\\\\""b"'],
    ['100%', '"100%"'],
    ['', '""'],
  ])('%s for cmd', (path, quoted) => {
    expect(shellLine('cmd', [path])).toBe(`nn ${quoted}`);
  });

  test('those that cmd would change are refused', () => {
    expect(() => shellLine('cmd', ['%TEMP%\\a.json'])).toThrow(
      /^cmd replaces what is between .*--shell powershell/,
    );
  });

  test('for PowerShell', () => {
    expect(shellLine('powershell', ["C:\\o'clock\\a.json", '%TEMP%'], 'C:\\a b.txt')).toBe(
      "nn 'C:\\o''clock\\a.json' '%TEMP%' | Set-Content -Encoding utf8 'C:\\a b.txt'",
    );
  });
});

describe('names with characters that a terminal does not show', () => {
  const names = [
    's\u001b]0;x\u0007',
    '\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645', // Persian, with a zero-width non-joiner
    '\u{1f469}\u200d\u{1f52c}.json',
    'photo\u202egnp.exe',
    "a\nb'\n\tc\n\u{1f469}",
    '\u2066%s\\n"$HOME`',
    'new\u200b\nline\n\n',
  ];

  test('a line for each shell, or none', () => {
    expect(shellLine('posix', [names[0]], 'a\u200cb')).toBe(
      `nn 's'"$(printf '\\033')"']0;x'"$(printf '\\007')" > 'a'"$(printf '\\342\\200\\214')"'b'`,
    );
    expect(shellLine('powershell', ['a\u200c\u202eb'])).toBe("nn ('a' + [char]8204 + [char]8238 + 'b')");
    expect(() => shellLine('cmd', ['a\u200cb'])).toThrow(UsageError);
  });

  test('nothing of them reaches the terminal as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        for (const shell of ['posix', 'powershell'] as const) {
          const line = shellLine(shell, [name], name);
          expect(printable(line)).toBe(line);
        }
      }),
    );
  });

  test.skipIf(noPosix !== null)('what `sh` makes of a line is the name', () => {
    const nn = `nn() { printf '%s\\0' "$@"; }`;
    const read = (shell: string, line: string): string[] =>
      execFileSync(shell, ['-c', `${nn}\n${line}`], { encoding: 'utf8' })
        .split('\0')
        .slice(0, -1);
    const [last, ...others] = [...names].reverse();
    expect(read('sh', shellLine('posix', others))).toEqual(others);
    const drawn = fc.sample(fc.string({ unit: 'grapheme', maxLength: 12 }), { numRuns: 200, seed: 19 });
    const mixed = drawn.map((text, k) => `${text.replaceAll('\0', '')}\u200d${k % 2 === 0 ? '\n' : ''}x`);
    expect(read('sh', shellLine('posix', mixed))).toEqual(mixed);
    expect(read('bash', shellLine('posix', [last]))).toEqual([last]);
  });
});
