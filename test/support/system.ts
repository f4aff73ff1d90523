/** What the system that tests run on has, and how its programs are started. */
import { dirname, join } from 'node:path';

/** Why tests with POSIX programs and devices are skipped, or null where they are not. */
export const noPosix: string | null =
  process.platform === 'win32' ? 'Windows has no sh, mkfifo, ulimit and /dev/zero' : null;

/**
 * The program, and the arguments before others, that run npm: on Windows its commands are .cmd files, which need a
 * shell, so that Node runs npm's script there, which is installed beside it.
 */
export function npmCommand(): [program: string, ...args: string[]] {
  if (process.platform !== 'win32') return ['npm'];
  return [process.execPath, join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')];
}
