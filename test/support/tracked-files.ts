import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './markdown.ts';

/** The paths of files tracked by git, with slashes on every system; null outside a clone. */
export function trackedFiles(): string[] | null {
  if (!existsSync(join(root, '.git'))) return null;
  const list = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
  return list.split('\0').filter((name) => name !== '' && existsSync(join(root, name)));
}
