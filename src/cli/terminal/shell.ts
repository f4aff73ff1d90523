/** Command lines to copy from the terminal. */

import { printable } from './printable.ts';

export const shells = ['posix', 'powershell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

/** The shell that people of this system are likely to have. */
export const systemShell: Shell = process.platform === 'win32' ? 'powershell' : 'posix';

/** One argument as a shell reads it. */
export function quoted(argument: string, shell: Shell = systemShell): string {
  if (/^[\w+=:./-]+$/.test(argument) || (shell === 'posix' && /^[\w@%+=:,./-]+$/.test(argument)))
    return argument;
  switch (shell) {
    case 'posix':
      return `'${argument.replaceAll("'", `'\\''`)}'`;
    case 'powershell':
      return `'${argument.replaceAll("'", "''")}'`;
    case 'cmd':
      return `"${argument.replaceAll('"', '""')}"`;
  }
}

/** `nn` and its arguments, ready to be typed. */
export function commandLine(...args: readonly string[]): string {
  return shellLine(systemShell, args);
}

/** The same for a shell; what it prints goes to the file `out`, if there is one. */
export function shellLine(shell: Shell, args: readonly string[], out?: string): string {
  const line = ['nn', ...args].map((argument) => quoted(argument, shell)).join(' ');
  if (out === undefined) return printable(line);
  // `>` of Windows PowerShell would write UTF-16
  const into = shell === 'powershell' ? '| Set-Content -Encoding utf8' : '>';
  return printable(`${line} ${into} ${quoted(out, shell)}`);
}
