/** `nn serve`: serves the page and the HTTP API. */

import { networkInterfaces } from 'node:os';
import { SystemError } from '../../errors.ts';
import { shippedModelFile } from '../../node/shipped-model-file.ts';
import { type Command, type Context, defineCommand, type Invocation } from '../shared/command.ts';
import { commonFlags } from '../shared/flags.ts';
import { findModels } from '../shared/model-path.ts';
import type { Console } from '../terminal/console.ts';
import { printable } from '../terminal/printable.ts';
import { serveFlags } from './flags.ts';

const flags = { ...serveFlags, ...commonFlags };

export const serveCommand: Command = defineCommand({
  name: 'serve',
  about:
    'Starts a local server with the page (draw a digit, look inside the network, break it, teach it, train one) and an ' +
    'HTTP API for programs in any language: POST /api/predict with the bytes of a picture answers what ' +
    'nn predict --json prints. Ctrl-C ends it.',
  flags,
  examples: [
    ['nn serve --open', 'and open the page'],
    ['nn serve --port 0 --json', 'on a free port'],
    ['nn serve --model models/mnist.json', 'with your own model'],
    ['curl --data-binary @photo.jpg 127.0.0.1:8000/api/predict', 'a request to the API'],
  ],
  run,
});

async function run(call: Invocation<typeof flags>, { console, onInterrupt }: Context): Promise<number> {
  const { model, host, port, open, allowOrigin, threads } = call.flags;
  const paths = findModels(model, (line) => console.info(printable(line)));
  const [{ createServer }, { openRecognizer }] = await Promise.all([
    import('../../node/server/server.ts'),
    import('../../node/server/recognition-pool.ts'),
  ]);
  const recognizer = await openRecognizer(paths, threads);
  try {
    const pageModel = paths[0] === shippedModelFile ? null : recognizer.models[0].name;
    const server = await createServer({ recognizer, host, allowOrigin, pageModel });
    const stopped = new Promise<void>((resolve) => {
      onInterrupt(() => {
        console.info('Finishing open requests (Ctrl-C again exits at once)');
        resolve(server.close());
      });
    });
    const url = await listen(server, host, port);
    report(url, host, console);
    if (open) await openBrowser(url, console);
    await stopped;
  } finally {
    await recognizer.close();
  }
  return 0;
}

/** @throws SystemError if the port is in use or the address does not belong to this machine */
async function listen(
  server: { listen(options: { host: string; port: number }): Promise<string> },
  host: string,
  port: number,
): Promise<string> {
  try {
    const url = await server.listen({ host, port });
    return url.replace('//[::]', '//[::1]'); // no browser opens the address that stands for all
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new SystemError(`port ${port} is taken: choose another with --port, or --port 0 for a free one`, {
        cause: error,
      });
    }
    if (code === 'EACCES') {
      throw new SystemError(`port ${port} requires more privileges: choose one from 1024 with --port`, {
        cause: error,
      });
    }
    // beside ENOTFOUND, an odd name gives EINVAL, one without a name server EAI_AGAIN, and IPv6 may be switched off
    if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || syscall === 'getaddrinfo') {
      throw new SystemError(`${host} is not an address of this machine: choose another with --host`, {
        cause: error,
      });
    }
    throw error;
  }
}

function report(url: string, host: string, console: Console): void {
  console.object({ event: 'listening', url });
  console.result(url);
  if (host === '0.0.0.0' || host === '::') {
    for (const address of ownAddresses()) {
      console.info(`Other machines reach it at http://${address}:${new URL(url).port}`);
    }
  }
  console.info('Serving the page, and the API below /api. Ctrl-C ends the server.');
}

/** The IPv4 addresses of this machine in its networks. */
function ownAddresses(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

async function openBrowser(url: string, console: Console): Promise<void> {
  const { default: openUrl } = await import('open');
  try {
    const child = await openUrl(url);
    child.on('error', () => console.info(`No browser could be opened: open ${url} yourself`));
  } catch {
    console.info(`No browser could be opened: open ${url} yourself`);
  }
}
