/** The cost of a first visit: bytes transferred, and the time until a digit that is drawn at once has been read. */

import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';
import type { BrowserUnderTest } from '../../test/web/browser.ts';
import { median, visit } from './visit.ts';

export interface FirstVisit {
  /** All bytes from the server, including headers. */
  readonly bytes: number;
  /** Median over visits with a new profile each, from the start of the navigation. */
  readonly seconds: number;
}

/** Draws a 1 as soon as there is a canvas, and records the frame that shows the answer. */
const drawAtOnce = `
  new MutationObserver((_, observer) => {
    const canvas = document.querySelector('[data-testid="canvas"]');
    if (canvas === null || canvas.clientHeight === 0) return;
    observer.disconnect();
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const at = (type, y) => canvas.dispatchEvent(new PointerEvent(type, {
      pointerId: 1, pointerType: 'mouse', buttons: 1, bubbles: true, cancelable: true,
      clientX: left + width / 2, clientY: top + y * height,
    }));
    at('pointerdown', 0.2);
    for (let y = 0.25; y <= 0.8; y += 0.05) at('pointermove', y);
    at('pointerup', 0.8);
  }).observe(document, { childList: true, subtree: true });
  globalThis.firstAnswer = new Promise((resolve) => {
    const look = () => requestAnimationFrame(() => {
      if (document.querySelector('[data-testid="answer"][data-number="1"]') === null) return look();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    });
    look();
  });`;

export async function measureFirstVisit(
  browser: BrowserUnderTest,
  address: string,
  visits: number,
): Promise<FirstVisit> {
  const firstAnswer = (to: string): Promise<number> =>
    visit(
      browser,
      to,
      async ({ page }) => (await page.evaluate('firstAnswer')) as number,
      (page) => page.evaluateOnNewDocument(drawAtOnce),
    );
  const counted = await countBytes(new URL(address));
  await firstAnswer(counted.address);
  const bytes = counted.close();
  const times: number[] = [];
  for (let n = 0; n < visits; n++) times.push(await firstAnswer(address));
  return { bytes, seconds: median(times) / 1000 };
}

/** A proxy that counts the bytes from the server. */
async function countBytes({ hostname, port }: URL): Promise<{ address: string; close(): number }> {
  let bytes = 0;
  const sockets = new Set<Socket>();
  const proxy = createServer((socket) => {
    const server = connect(Number(port), hostname);
    server.on('data', (chunk) => {
      bytes += chunk.length;
    });
    for (const each of [socket, server]) {
      sockets.add(each);
      each.on('error', () => each.destroy());
    }
    socket.pipe(server).pipe(socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, hostname, resolve));
  return {
    address: `http://${hostname}:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
      return bytes;
    },
  };
}
