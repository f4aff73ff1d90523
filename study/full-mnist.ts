/** Finds full MNIST, and parses the commands that train on it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder as fetchedData } from '../src/node/dataset/data-folder.ts';

/** The data of tests and studies. */
export const shared: string =
  process.env.NN_TEST_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/**
 * The folder for `--data-dir` that contains full MNIST: the shared one, or that of `nn data fetch`; undefined if
 * neither.
 */
export async function findDataFolder(): Promise<string | undefined> {
  return [shared, await fetchedData()].find((folder) => existsSync(join(folder, 'mnist')));
}

/** Splits a command line in which only " quotes. */
export function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
