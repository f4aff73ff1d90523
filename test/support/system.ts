/** Capabilities of the system, and how to start its programs. */
import { dirname, join } from 'node:path';

/** Why tests with POSIX programs and devices are skipped; null if they are not. */
export const noPosix: string | null =
  process.platform === 'win32' ? 'Windows has no sh, mkfifo, ulimit and /dev/zero' : null;

/**
 * The program and first arguments that run npm. On Windows, its commands are .cmd files, which need a shell; there,
 * Node runs npm's script, which is installed next to it.
 */
export function npmCommand(): [program: string, ...args: string[]] {
  if (process.platform !== 'win32') return ['npm'];
  return [process.execPath, join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js')];
}
