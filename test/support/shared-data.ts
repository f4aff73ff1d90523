/** Optional test data that is not part of the repository. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = process.env.NN_TEST_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

/**
 * The path of a file or folder of the shared test data, in `NN_TEST_DATA` or else in `../shared/data`; null if it is
 * absent.
 */
export function sharedData(name: string): string | null {
  const path = join(root, name);
  return existsSync(path) ? path : null;
}

/** Why a test that needs `name` is skipped. */
export function withoutSharedData(name: string): string {
  return `no ${name} in ${root}; set NN_TEST_DATA to the folder that holds it`;
}
