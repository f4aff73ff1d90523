/** Where full MNIST is, and how a training of it is written down. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder as fetchedData } from '../src/node/dataset/data-folder.ts';

/** The data of tests and studies. */
export const shared: string =
  process.env.NN_TEST_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/** A folder for `--data-dir` that has full MNIST: the shared one, or that of `nn data fetch`; else undefined. */
export async function findDataFolder(): Promise<string | undefined> {
  return [shared, await fetchedData()].find((folder) => existsSync(join(folder, 'mnist')));
}

/** The words of a command line that quotes with " alone. */
export function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
