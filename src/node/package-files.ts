/**
 * Locates the files of this package at run time. A bundle contains none of them: they are searched for at the same path
 * relative to the bundle, and next to it.
 *
 * URLs are computed from a variable because bundlers replace `new URL('...', import.meta.url)`: Vite's library mode,
 * for example, by a data: URL, which is not a file.
 */

import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** CommonJS bundles have no `import.meta.url`. */
const self: string = (import.meta.url as string | undefined) ?? pathToFileURL(__filename).href;

const isBundle = !/\/node\/package-files\.[jt]s$/.test(self);

/** A built file; tests run the sources in src/, while compiled files are in dist/. */
export function builtFile(name: string): URL {
  return besideBundle(new URL(self.endsWith('.ts') ? `../../dist/${name}` : `../${name}`, self));
}

/** A file that is not built, relative to the root of the package. */
export function packageFile(name: string): URL {
  return besideBundle(new URL(`../../${name}`, self));
}

/** The running files of part of this package; null in a bundle. */
export function codeFolder(name: string): URL | null {
  return isBundle ? null : new URL(`../${name}/`, self);
}

function besideBundle(place: URL): URL {
  if (!isBundle || existsSync(place)) return place;
  return new URL(place.pathname.split('/').at(-1) ?? '', self);
}
