/** The folder that fetched data sets are kept in, each in a folder of its own name. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * `choice`, or else what the environment variable `NN_DATA_DIR` says, or else the folder that the system has for the
 * data of a user's programs: `$XDG_DATA_HOME/nn` or `~/.local/share/nn`, `~/Library/Application Support/nn` on macOS,
 * `%LOCALAPPDATA%\nn\Data` on Windows.
 */
export async function dataFolder(choice?: string): Promise<string> {
  const named = choice || process.env.NN_DATA_DIR;
  if (named) return named;
  const { default: envPaths } = await import('env-paths');
  const { data } = envPaths('nn', { suffix: '' });
  // A relative XDG_DATA_HOME counts as none (XDG Base Directory Specification, 0.8).
  return isAbsolute(data) ? data : join(homedir(), '.local', 'share', 'nn');
}
