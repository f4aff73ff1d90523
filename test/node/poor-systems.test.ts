/** A user without a home folder, and a disk that is read-only, as Node reports them. */

import { expect, test, vi } from 'vitest';
import { checkOutput } from '../../src/cli/shared/output-path.ts';
import { UsageError } from '../../src/errors.ts';
import { dataFolder } from '../../src/node/dataset/data-folder.ts';
import { userFolder } from '../../src/node/user-folders.ts';

vi.mock('env-paths', () => ({
  default: () => {
    const message = 'A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)';
    throw Object.assign(new Error(message), { code: 'ERR_SYSTEM_ERROR', syscall: 'uv_os_homedir' });
  },
}));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  // with `recursive`, Node reports the wrong error: https://github.com/nodejs/node/issues/47098
  const mkdirSync = (path: string, options?: { recursive?: boolean }): never => {
    const code = options?.recursive === true ? 'ENOENT' : 'EROFS';
    throw Object.assign(new Error(`${code}: mkdir '${path}'`), { code, syscall: 'mkdir' });
  };
  const existsSync = (path: string): boolean => path !== 'models' && fs.existsSync(path);
  const mocked = { ...fs, mkdirSync, existsSync };
  return { ...mocked, default: mocked };
});

test('without a home folder there are no user folders, and data sets are kept in the current one', async () => {
  expect(await userFolder('cache')).toBeNull();
  expect(await userFolder('data')).toBeNull();
  vi.stubEnv('NN_DATA_DIR', '');
  expect(await dataFolder(undefined)).toBe('nn-data');
});

test('a read-only disk is called so, before training', () => {
  expect(() => checkOutput('models/mnist.json', false)).toThrow(
    new UsageError('--out: the folder models cannot be created (the file system is read-only)'),
  );
});
