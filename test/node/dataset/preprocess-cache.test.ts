import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { preparationVersion } from '../../../src/node/dataset/preprocess-cache.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('the version of what prepares images changes with any of its code, also in folders', async () => {
  const folder = temporaryFolder();
  const url = new URL('.', pathToFileURL(join(folder, 'preprocess.js')));
  mkdirSync(join(folder, 'segment'));
  writeFileSync(join(folder, 'preprocess.js'), '1');
  writeFileSync(join(folder, 'segment', 'seam.js'), '1');
  const first = await preparationVersion({}, url);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await preparationVersion({}, url)).toBe(first);
  expect(await preparationVersion({ png: '2' }, url)).not.toBe(first);
  writeFileSync(join(folder, 'segment', 'seam.js'), '2');
  expect(await preparationVersion({}, url)).not.toBe(first);
  expect(await preparationVersion({})).not.toBe(first);
  expect(await preparationVersion({}, null)).toBeNull();
});
