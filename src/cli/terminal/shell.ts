/** Command lines to be copied from the terminal: safe to show, and parsed by a shell to the original arguments. */

import { UsageError } from '../../errors.ts';
import { printable, splitUnsafe } from './printable.ts';

export const shells = ['posix', 'powershell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

/** The most common shell of the operating system. */
export const systemShell: Shell = process.platform === 'win32' ? 'powershell' : 'posix';

/**
 * Quotes an argument for a shell, escaping characters that a terminal would not show.
 * @throws UsageError if the shell cannot express it
 */
function quoted(argument: string, shell: Shell = systemShell): string {
  if (/^[\w+=:./-]+$/.test(argument) || (shell === 'posix' && /^[\w@%+=:,./-]+$/.test(argument)))
    return argument;
  const parts = splitUnsafe(argument);
  switch (shell) {
    case 'posix':
      return posixWord(parts);
    case 'powershell':
      return powershellSum(parts);
    case 'cmd':
      if (parts.length > 1) {
        throw new UsageError(
          `cmd has no way to write ${printable(argument)}, which has characters that cannot be seen; name it ` +
            'otherwise, or use --shell powershell',
        );
      }
      if (/%.+%/.test(argument)) {
        throw new UsageError(
          `cmd replaces what is between the percent signs of ${printable(argument)}; name it otherwise, or use ` +
            '--shell powershell',
        );
      }
      return cmdWord(argument);
  }
}

/**
 * By `printf`, as not every `sh` knows `$'...'`. Line ends at the end of what a command prints are dropped, so that one
 * takes the character behind it along; at the end of a name, which is hardly ever seen, there is none.
 */
function posixWord(parts: readonly string[]): string {
  let taken = 0;
  const words = parts.map((part, k) => {
    if (k % 2 === 0) {
      const text = part.slice(taken).replaceAll("'", `'\\''`);
      return text === '' ? '' : `'${text}'`;
    }
    const [behind = ''] = part.endsWith('\n') ? (parts[k + 1] ?? '') : '';
    taken = behind.length;
    if (behind !== '' || !part.endsWith('\n')) return printf(part + behind);
    const inside = part.replace(/\n+$/, '');
    return `${inside === '' ? '' : printf(inside)}$'${'\\n'.repeat(part.length - inside.length)}'`;
  });
  return words.join('') || "''";
}

function printf(text: string): string {
  const octal = (byte: number): string => `\\${byte.toString(8).padStart(3, '0')}`;
  return `"$(printf '${Array.from(new TextEncoder().encode(text), octal).join('')}')"`;
}

/** By the rules of the C runtime of Windows: backslashes before a quotation mark, which ends the word too, count double. */
function cmdWord(argument: string): string {
  return `"${argument.replaceAll(/(\\*)("|$)/g, (_, slashes: string, quote) => slashes + slashes + quote + quote)}"`;
}

/** A sum of texts and characters, as Windows PowerShell has no escapes for all of them. */
function powershellSum(parts: readonly string[]): string {
  const [first, ...rest] = parts.map((text, k) =>
    k % 2 === 0
      ? `'${text.replaceAll("'", "''")}'`
      : Array.from({ length: text.length }, (_, n) => `[char]${text.charCodeAt(n)}`).join(' + '),
  );
  return rest.length === 0 ? first : `(${[first, ...rest].join(' + ')})`;
}

/** `nn` and its arguments, ready to be typed. */
export function commandLine(...args: readonly string[]): string {
  return shellLine(systemShell, args);
}

/**
 * The same for a given shell, redirecting output to the file `out`, if given.
 * @throws UsageError if the shell cannot express it
 */
export function shellLine(shell: Shell, args: readonly string[], out?: string): string {
  const line = ['nn', ...args].map((argument) => quoted(argument, shell)).join(' ');
  if (out === undefined) return line;
  // `>` of Windows PowerShell would write UTF-16
  const into = shell === 'powershell' ? '| Set-Content -Encoding utf8' : '>';
  return `${line} ${into} ${quoted(out, shell)}`;
}
