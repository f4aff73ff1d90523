/** Runs the bundled programs in a headless browser, and returns what they posted. */

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { type BrowserName, browserPrograms } from '../../support/browser-programs.ts';

export interface Job {
  /** The folder of the bundle. */
  readonly bundle: string;
  /** Whether the page is served with the headers for cross-origin isolation. */
  readonly isolated: boolean;
  readonly on?: 'main' | 'worker';
  readonly without?: 'simd';
  readonly kernels?: object;
  readonly settings?: object;
  readonly images?: readonly string[];
}

export interface Result {
  readonly error?: string;
  readonly isolated?: boolean;
  readonly backend?: string;
  readonly threads?: number;
  readonly remarks?: readonly string[];
  readonly sha256?: string;
  readonly resumed?: string;
  readonly readings?: readonly Readonly<Record<string, unknown>>[];
}

export interface Browser {
  readonly name: BrowserName;
  readonly program: string;
  /** Opens a page. @returns a function that closes the browser */
  open(program: string, address: string, profile: string): Promise<() => Promise<void>>;
}

const chromiumFlags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

export const browsers: readonly Browser[] = [
  {
    name: 'Chromium',
    program: browserPrograms.Chromium,
    async open(executablePath, address) {
      const browser = await chromium.launch({ executablePath, args: chromiumFlags });
      const page = await browser.newPage();
      await page.goto(address);
      return () => browser.close();
    },
  },
  {
    name: 'Firefox',
    program: browserPrograms.Firefox,
    async open(program, address, profile) {
      const args = ['--headless', '--no-remote', '--profile', profile, address];
      const child = spawn(program, args, { stdio: 'ignore', detached: true });
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      return async () => {
        if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
        await ended;
      };
    },
  },
];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
};
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * Runs the jobs in order in one browser.
 * @param files that pages may fetch besides their bundle, by path
 */
export async function runJobs(
  browser: Browser,
  jobs: readonly Job[],
  files: ReadonlyMap<string, string>,
): Promise<Result[]> {
  const results: Result[] = [];
  const servers: Server[] = [];
  const profile = mkdtempSync(join(tmpdir(), 'nn-profile-'));
  let done: () => void = () => {};
  const allDone = new Promise<void>((resolve) => {
    done = resolve;
  });
  const addressOf = (job: Job): string => {
    const { port } = servers[job.isolated ? 1 : 0].address() as AddressInfo;
    return `http://localhost:${port}/?${results.length}`;
  };
  const answer = (url: URL, body: string, response: ServerResponse): void => {
    if (url.pathname === '/job') {
      response.end(JSON.stringify(jobs[results.length]));
    } else if (url.pathname === '/result') {
      results.push(JSON.parse(body) as Result);
      const next = jobs[results.length];
      response.end(JSON.stringify({ next: next === undefined ? null : addressOf(next) }));
      if (next === undefined) done();
    } else {
      sendFile(url.pathname, jobs[results.length]?.bundle, files, response);
    }
  };
  for (const headers of [{}, isolation]) {
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      response.setHeaders(new Map(Object.entries(headers)));
      response.setHeader('Cache-Control', 'no-store');
      answer(new URL(request.url ?? '/', 'http://localhost'), Buffer.concat(chunks).toString(), response);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }
  const close = await browser.open(browser.program, addressOf(jobs[0]), profile);
  try {
    await allDone;
  } finally {
    await close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(profile, { recursive: true, force: true, maxRetries: 3 });
  }
  return results;
}

function sendFile(
  path: string,
  bundle: string | undefined,
  files: ReadonlyMap<string, string>,
  response: ServerResponse,
): void {
  const inBundle =
    bundle === undefined ? undefined : join(bundle, normalize(path === '/' ? '/index.html' : path));
  const file = files.get(path) ?? inBundle;
  if (file === undefined || !existsSync(file)) {
    response.statusCode = 404;
    response.end();
    return;
  }
  response.setHeader('Content-Type', types[extname(file)] ?? 'application/octet-stream');
  response.end(readFileSync(file));
}
