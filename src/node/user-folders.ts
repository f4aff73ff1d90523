/** The system's folders for a user's application data. */

import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * `$XDG_DATA_HOME/nn` and `$XDG_CACHE_HOME/nn` or `~/.local/share/nn` and `~/.cache/nn`; `~/Library/Application
 * Support/nn` and `~/Library/Caches/nn` on macOS; `%LOCALAPPDATA%\nn\Data` and `%LOCALAPPDATA%\nn\Cache` on Windows.
 * @returns null if the user has no home folder
 */
export async function userFolder(kind: 'data' | 'cache'): Promise<string | null> {
  try {
    const { default: envPaths } = await import('env-paths');
    const path = envPaths('nn', { suffix: '' })[kind];
    // A relative XDG folder is ignored (XDG Base Directory Specification, 0.8).
    return isAbsolute(path)
      ? path
      : join(homedir(), ...(kind === 'data' ? ['.local', 'share'] : ['.cache']), 'nn');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === 'uv_os_homedir') return null;
    throw error;
  }
}
