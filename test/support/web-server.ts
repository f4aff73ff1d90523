/** Local web servers, correct and faulty ones. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Starts a server that is closed after the running test. @returns the address of its root */
export async function serve(answer: Answer): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** The name of the requested file. */
export function fileOf(request: IncomingMessage): string {
  return (request.url ?? '').split('/').at(-1) ?? '';
}

/** The start of the requested range; 0 without one. */
export function startOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

/** Responds like a correct server, including range requests. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array | undefined,
): void {
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  const start = startOf(request);
  if (start >= bytes.length) {
    response.writeHead(416).end();
  } else if (request.headers.range === undefined) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  } else {
    const range = `bytes ${start}-${bytes.length - 1}/${bytes.length}`;
    response.writeHead(206, { 'content-range': range, 'content-length': bytes.length - start });
    response.end(bytes.subarray(start));
  }
}

/** Starts a server of these files. */
export function serveFiles(files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  return serve((request, response) => sendFile(request, response, files[fileOf(request)]));
}
