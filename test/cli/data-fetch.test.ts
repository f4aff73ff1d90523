import { type ChildProcess, execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { TIMEOUT } from '../../src/cli/data/fetch/flags.ts';
import { DEFAULT_TIMEOUT } from '../../src/node/dataset/fetch.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';
import { noPosix } from '../support/system.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { fileOf, sendFile, serve, startOf } from '../support/web-server.ts';
import { bin, nn, nnOnTerminal, noTerminal } from './support/nn.ts';

const shared = sharedData('mnist');
const skipped = shared === null ? ` (${withoutSharedData('mnist')})` : '';
const IMAGES = 'train-images-idx3-ubyte.gz';

/** What a mirror that hangs sends of a file. */
const SENT = 3_000_000;

/** The file that is on its way, if any. */
const partialOf = (folder: string): string | undefined =>
  existsSync(join(folder, 'mnist')) ? readdirSync(join(folder, 'mnist'))[0] : undefined;

/** Waits for the bytes, not for the clock: a slow machine takes longer. */
function killOnceSent(child: ChildProcess, signal: NodeJS.Signals, folder: string): void {
  const timer = setInterval(() => {
    const name = partialOf(folder);
    const size =
      name === undefined ? 0 : statSync(join(folder, 'mnist', name), { throwIfNoEntry: false })?.size;
    if ((size ?? 0) < SENT) return;
    clearInterval(timer); // once: a second one would find a process that is leaving
    child.kill(signal);
  }, 20);
  child.once('close', () => clearInterval(timer));
}

/** The address of a server of the shared MNIST. */
function serveMnist(onRequest: (file: string, start: number) => void = () => {}): Promise<string> {
  return serve((request, response) => {
    onRequest(fileOf(request), startOf(request));
    const path = join(shared!, fileOf(request));
    sendFile(request, response, existsSync(path) ? readFileSync(path) : undefined);
  });
}

const lines = (text: string): string[] => text.trimEnd().split('\n');
const objects = (text: string): Record<string, unknown>[] => lines(text).map((line) => JSON.parse(line));

describe.skipIf(shared === null)(`nn data fetch mnist${skipped}`, () => {
  test('fetches it once, and from then on --data mnist works', async () => {
    const env = { NN_DATA_DIR: join(temporaryFolder(), 'new', 'folder') };
    const asked: string[] = [];
    const mirror = await serveMnist((file) => asked.push(file));
    const fetched = await nn(['data', 'fetch', 'mnist', '--mirror', mirror], { env });
    const host = new URL(mirror).host;
    expect(fetched).toMatchObject({ code: 0, stdout: `mnist is in ${join(env.NN_DATA_DIR, 'mnist')}\n` });
    expect(lines(fetched.stderr)).toEqual([
      `Fetching mnist into ${join(env.NN_DATA_DIR, 'mnist')}`,
      `train-images-idx3-ubyte.gz: 9.7 MB from ${host}`,
      `train-labels-idx1-ubyte.gz: 28.9 kB from ${host}`,
      `t10k-images-idx3-ubyte.gz: 1.6 MB from ${host}`,
      `t10k-labels-idx1-ubyte.gz: 4.5 kB from ${host}`,
      'Next: nn train --data mnist',
    ]);
    expect(asked).toHaveLength(4);
    expect((await nn(['data', 'fetch', 'mnist', '--mirror', mirror, '--json'], { env })).code).toBe(0);
    expect(asked).toHaveLength(4);

    const verified = await nn(['data', 'verify', 'mnist', '--json'], { env });
    expect(verified.code).toBe(0);
    expect(objects(verified.stdout).map(({ ok }) => ok)).toEqual([true, true, true, true]);
    const cwd = temporaryFolder();
    const quick = ['--data', 'mnist', '--hidden', 'none', '--epochs', '1', '--batch-size', '512'];
    expect(await nn(['train', ...quick, '--quiet'], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
    const { stdout } = await nn(['eval', '--data', 'mnist', '--json', '--quiet'], { cwd, env });
    expect(JSON.parse(stdout)).toMatchObject({ data: 'mnist', count: 10_000 });
  });

  test('goes on where a killed run stopped, after a mirror that hangs', async () => {
    const folder = temporaryFolder();
    const hanging = await serve((request, response) => {
      const bytes = readFileSync(join(shared!, fileOf(request)));
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, SENT));
    });
    const killed = await nn(
      ['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', hanging, '--timeout', '60'],
      { started: (child) => killOnceSent(child, 'SIGKILL', folder) },
    );
    expect(killed.code).toBe('SIGKILL');
    expect(partialOf(folder)).toMatch(/^train-images-idx3-ubyte\.gz\.part-/);

    const starts: number[] = [];
    const mirror = await serveMnist((file, start) => file === IMAGES && starts.push(start));
    const { code, stderr } = await nn(['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', mirror]);
    expect(code).toBe(0);
    expect(starts).toEqual([SENT - 1024]);
    expect(stderr).toContain('9.7 MB from ');
    expect(stderr).toContain(', of which 3.0 MB were there');
    expect(readdirSync(join(folder, 'mnist')).sort()).toEqual(readdirSync(shared!).sort());
  });

  test('Ctrl-C keeps what is there', async () => {
    const folder = temporaryFolder();
    const hanging = await serve((request, response) => {
      const bytes = readFileSync(join(shared!, fileOf(request)));
      response.writeHead(200, { 'content-length': bytes.length }).write(bytes.subarray(0, SENT));
    });
    const { code, stderr } = await nn(
      ['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', hanging, '--timeout', '60'],
      { started: (child) => killOnceSent(child, 'SIGINT', folder) },
    );
    expect(code).toBe(130);
    expect(stderr).toContain('interrupted; the same command resumes it');
    expect(readdirSync(join(folder, 'mnist'))).toEqual([`${IMAGES}.part`]);
  });

  test('several at once', async () => {
    const folder = temporaryFolder();
    const mirror = await serveMnist();
    const args = ['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', mirror, '--quiet'];
    const outcomes = await Promise.all([nn(args), nn(args), nn(args)]);
    for (const outcome of outcomes) expect(outcome).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readdirSync(join(folder, 'mnist')).sort()).toEqual(readdirSync(shared!).sort());
  });

  test.skipIf(noPosix)('a disk that is full', async () => {
    const folder = temporaryFolder();
    const mirror = await serveMnist();
    const run = `ulimit -f 2000; exec "$0" "$@"`;
    const args = ['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', mirror];
    const outcome = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      execFile('bash', ['-c', run, process.execPath, bin, ...args], (error, _, stderr) =>
        resolve({ code: error?.code, stderr }),
      );
    });
    expect(outcome.code).toBe(1);
    expect(lines(outcome.stderr).at(-1)).toBe(
      `nn: ${join(folder, 'mnist', IMAGES)} cannot be written: the file would be larger than is allowed; free some ` +
        'space, or choose another folder with --data-dir or NN_DATA_DIR',
    );
    expect(existsSync(join(folder, 'mnist', IMAGES))).toBe(false);
  });

  test.skipIf(noTerminal)('shows its progress on a terminal', async () => {
    const mirror = await serveMnist();
    const args = [
      'data',
      'fetch',
      'mnist',
      '--data-dir',
      temporaryFolder(),
      '--mirror',
      mirror,
      '--no-color',
    ];
    const { code, stdout } = await nnOnTerminal(args, 80);
    expect(code).toBe(0);
    expect(stdout).toMatch(/mnist {2}━+─* {2,}\d+%.* [\d.]+ [kM]?B\/s/);
  });
});

describe('nn data fetch, when it cannot', () => {
  const pages: Parameters<typeof serve>[0] = (_, response) => response.writeHead(200).end('<!doctype html>');
  const missing: Parameters<typeof serve>[0] = (_, response) => response.writeHead(404).end();

  test.each([
    ['exit code 3 for what is no data', pages, 3, 'sends an HTML page instead of the file'],
    ['exit code 1 for what does not come', missing, 1, 'answers 404 Not Found'],
  ] as const)('ends with %s', async (_, answer, code, problem) => {
    const folder = temporaryFolder();
    const mirror = await serve(answer);
    const outcome = await nn(['data', 'fetch', 'mnist', '--data-dir', folder, '--mirror', mirror]);
    expect(outcome).toMatchObject({ code, stdout: '' });
    const { host } = new URL(mirror);
    expect(lines(outcome.stderr)).toEqual([
      `Fetching mnist into ${join(folder, 'mnist')}`,
      `${host}: ${problem}`,
      `nn: ${IMAGES} cannot be fetched: ${host}: ${problem}. Try again later, name another address with --mirror, ` +
        `or put these into ${join(folder, 'mnist')} yourself: ${IMAGES}, train-labels-idx1-ubyte.gz, ` +
        't10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz',
    ]);
    expect(readdirSync(join(folder, 'mnist'))).toEqual([]);
  });

  test('says so in JSON too', async () => {
    const mirror = await serve(missing);
    const args = [
      'data',
      'fetch',
      'mnist',
      '--data-dir',
      temporaryFolder(),
      '--mirror',
      mirror,
      '--json',
      '-q',
    ];
    expect(objects((await nn(args)).stdout)).toEqual([
      { event: 'failed', file: IMAGES, mirror, problem: 'answers 404 Not Found', next: null, data: 'mnist' },
    ]);
  });

  test('waits no longer than it is told to', async () => {
    const mirror = await serve(() => {});
    const args = ['data', 'fetch', 'mnist', '--data-dir', temporaryFolder(), '--mirror', mirror];
    const { code, stderr } = await nn([...args, '--timeout', '0.2']);
    expect(code).toBe(1);
    expect(stderr).toContain(`${new URL(mirror).host}: gives no answer within 0.2 s\n`);
    expect(TIMEOUT).toBe(DEFAULT_TIMEOUT);
  });

  test('what comes with nn needs no fetching', async () => {
    expect(await nn(['data', 'fetch', 'mnist-10k'])).toEqual({
      code: 0,
      stdout: '',
      stderr: 'mnist-10k comes with nn: there is nothing to fetch\n',
    });
  });
});
