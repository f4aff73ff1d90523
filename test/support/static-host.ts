/** The page on a static web host, without the headers that enable shared memory. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { builtPage } from '../../src/node/server/server.ts';

export interface StaticHost {
  readonly url: string;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * @param files responses that replace files of the page, by path; null for a missing file
 * @param folder of the page
 */
export async function serveStatically(
  files: Readonly<Record<string, Uint8Array | null>> = {},
  folder: string = builtPage,
): Promise<StaticHost> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const path = normalize(pathname.replace(/\/$/, '/index.html'));
    const bytes = path in files ? files[path] : await readFile(join(folder, path)).catch(() => null);
    if (bytes === null) response.writeHead(404).end();
    else response.setHeader('Content-Type', types[extname(path)] ?? 'application/octet-stream').end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
