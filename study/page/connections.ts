/**
 * Clients that open connections, send half a request and disconnect: what remains in the server, and whether it still
 * responds.
 */

import { connect } from 'node:net';
import type { ServerProcess } from '../../test/cli/support/serve.ts';
import { residentMegabytes } from './api.ts';

export interface Abandoned {
  readonly opened: number;
  /** Number of answered requests to `/health` in between. */
  readonly answered: number;
  readonly asked: number;
  readonly memoryBefore: number;
  readonly memoryAfter: number;
}

const AT_ONCE = 200;
const HALF =
  'POST /api/predict HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\n';

export async function abandonConnections(server: ServerProcess, count: number): Promise<Abandoned> {
  const { hostname, port } = new URL(server.url);
  const memoryBefore = residentMegabytes(server.pid);
  let [opened, answered, asked] = [0, 0, 0];
  const leave = (n: number): Promise<void> =>
    new Promise((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        opened++;
        socket.write(HALF, () => (n % 2 === 0 ? socket.resetAndDestroy() : socket.destroy()));
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve());
    });
  for (let n = 0; n < count; n += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, (_, k) => leave(n + k)));
    if (n % (AT_ONCE * 10) !== 0) continue;
    asked++;
    const answer = await fetch(`${server.url}/health`).catch(() => null);
    if (answer?.status === 200) answered++;
  }
  return { opened, answered, asked, memoryBefore, memoryAfter: residentMegabytes(server.pid) };
}
