/** Reads the built page in dist/web. */

import { readdir, readFile } from 'node:fs/promises';
import { SystemError } from '../errors.ts';
import type { PageFiles } from '../exchange/html/export.ts';
import { builtFile } from './package-files.ts';

/** @throws SystemError if it is missing */
export async function readPageFiles(): Promise<PageFiles> {
  const folder = builtFile('web/');
  try {
    const assets = new URL('assets/', folder);
    const names = (await readdir(assets)).filter((name) => !name.endsWith('.gz'));
    const files = await Promise.all(
      names.map(async (name) => [name, await readFile(new URL(name, assets))] as const),
    );
    return { html: await readFile(new URL('index.html', folder), 'utf8'), assets: new Map(files) };
  } catch (error) {
    throw new SystemError('the page is missing: run `npm run build`', { cause: error });
  }
}
