/** Files fetched by the page; paths are resolved by Vite. */

import { type Dataset, EMBEDDED_NAME, loadSha256, unpackEmbedded } from './library.ts';
import { PageError } from './page-error.ts';
import type { ModelSource } from './protocol.ts';

const modelUrl = new URL('../../../models/digits.json', import.meta.url);
const digitsUrl = new URL('../../../data/mnist-10k.bin', import.meta.url);

/** @throws PageError that names the file */
async function fetchBytes(url: URL, what: string): Promise<Uint8Array> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new PageError(`${what} could not be loaded: check the connection, and load the page again`, {
      cause,
    });
  }
  if (!response.ok)
    throw new PageError(`${what} could not be loaded (${response.status}): load the page again`);
  return new Uint8Array(await response.arrayBuffer());
}

let initial: Promise<Uint8Array> | undefined;

/** The file of a model. The first call fetches the initial one. */
export function modelBytes(source: ModelSource): Promise<Uint8Array> {
  if (source.kind !== 'initial') return Promise.resolve(source.bytes);
  initial ??= fetchBytes(source.url === null ? modelUrl : new URL(source.url), 'the network');
  initial.catch(() => {
    initial = undefined; // the next call tries again
  });
  return initial;
}

/** The 10,000 bundled digits. */
export async function openPackageDigits(): Promise<Dataset> {
  const bytes = await fetchBytes(digitsUrl, 'the digits of the package');
  return unpackEmbedded(bytes, EMBEDDED_NAME, await loadSha256());
}
