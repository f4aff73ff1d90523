/** Whatever fails below the kernels, the call says so in one clear line: it never hangs, and never says it is done. */

import { execFile } from 'node:child_process';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { type NnError, SystemError, UsageError } from '../../../src/errors.ts';
import { ReferenceKernels } from '../../../src/matrix/reference/reference-kernels.ts';
import { kernelNames } from '../../../src/matrix/wasm/commands.ts';
import { SimdKernels } from '../../../src/matrix/wasm/simd-kernels.ts';
import { ThreadedKernels, type ThreadSettings } from '../../../src/matrix/wasm/threaded-kernels.ts';
import { loadKernels, threadHost } from '../../../src/node/kernel-host.ts';
import { createKernels } from '../../../src/node/kernels.ts';
import { builtFile } from '../../../src/node/package-files.ts';
import { backends } from '../../support/backends.ts';
import { suiteFolder } from '../../support/suite-folder.ts';

const workers = new URL('../../fixtures/workers/', import.meta.url);
const advice = 'try again (`threads: 1` works without workers)';
const module = loadKernels();

/** Works until the workers fail. */
async function work(kernels: ThreadedKernels): Promise<never> {
  const [out, z] = [kernels.matrix(64, 256), kernels.matrix(64, 256)];
  for (;;) {
    for (let k = 0; k < 50; k++) {
      kernels.activate('relu', out, z);
      kernels.finish();
    }
    await sleep(1); // the main thread may have done all of it alone: until a worker had its turn
  }
}

async function failureOf(attempt: Promise<unknown>): Promise<NnError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SystemError);
  expect((error as NnError).exitCode).toBe(1);
  return error as NnError;
}

interface Case {
  readonly worker: string;
  readonly limits: Partial<ThreadSettings>;
  readonly says: string;
}

const atStart: readonly Case[] = [
  { worker: 'throws-at-start', limits: {}, says: 'worker thread 1 failed: no luck' },
  { worker: 'dies-at-start', limits: {}, says: 'worker thread 1 ended unexpectedly' },
  { worker: 'never-ready', limits: { startLimit: 300 }, says: 'worker thread 1 did not start within 0.3 s' },
];

const atWork: readonly Case[] = [
  { worker: 'dies-idle', limits: {}, says: 'worker thread 1 ended unexpectedly' },
  { worker: 'throws-in-work', limits: {}, says: 'worker thread 1 failed' },
  ...['dies-in-work', 'never-answers', 'loops-for-ever'].map((worker) => ({
    worker,
    limits: { answerLimit: 300 },
    says: 'a worker thread has not responded for 0.3 s',
  })),
];

describe('a worker that fails', () => {
  test.each(atStart)('at the start: $worker', async ({ worker, limits, says }) => {
    const entry = new URL(`${worker}.js`, workers);
    const start = ThreadedKernels.start(await module, { threads: 2, ...threadHost(entry), ...limits });
    expect((await failureOf(start)).message).toBe(`${says}: ${advice}`);
  });

  test.each(atWork)('at work: $worker', async ({ worker, limits, says }) => {
    const entry = new URL(`${worker}.js`, workers);
    const kernels = await ThreadedKernels.start(await module, {
      threads: 2,
      ...threadHost(entry),
      ...limits,
    });
    const error = await failureOf(work(kernels));
    expect(error.message).toBe(`${says}: ${advice}`);
    expect(await failureOf(work(kernels)), 'and it stays so').toBe(error);
    const [out, z] = [kernels.matrix(1, 1), kernels.matrix(1, 1)];
    kernels.activate('relu', out, z);
    expect(() => kernels.finish()).toThrow(error);
    await kernels.close();
  });

  test('one of three is enough', async () => {
    const entry = new URL('third-throws.js', workers);
    const error = await failureOf(ThreadedKernels.start(await module, { threads: 4, ...threadHost(entry) }));
    expect(error.message).toBe(`worker thread 3 failed: no luck: ${advice}`);
  });

  test('whose file is missing', async () => {
    const entry = new URL('no-such.js', workers);
    const error = await failureOf(ThreadedKernels.start(await module, { threads: 2, ...threadHost(entry) }));
    expect(error.message).toMatch(/^worker thread 1 failed: Cannot find module .*no-such\.js/);
  });

  test.each(
    [...atStart, ...atWork].flatMap((c) => [
      { ...c, close: '' },
      { ...c, close: 'close' },
    ]),
  )('lets the process end by itself: $worker $close', async ({ worker, limits, says, close }) => {
    const script = fileURLToPath(new URL('work.js', workers));
    const args = [script, `./${worker}.js`, JSON.stringify(limits), ...(close === '' ? [] : [close])];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { timeout: 800_000 });
    expect({ stdout, stderr }).toEqual({ stdout: `NnError system: ${says}: ${advice}\n`, stderr: '' });
  });
});

test('kernels that were closed refuse to work', async () => {
  const kernels = await ThreadedKernels.start(await module, { threads: 3, ...threadHost() });
  const [out, z] = [kernels.matrix(1, 1), kernels.matrix(1, 1)];
  await kernels.close();
  await kernels.close();
  kernels.activate('relu', out, z);
  expect(() => kernels.finish()).toThrow('these kernels are closed');
});

describe('kernels.wasm', () => {
  const folder = suiteFolder();
  const whole = readFileSync(builtFile('matrix/wasm/kernels.wasm'));
  const build = 'run `npm run build`, or use `backend: reference`';

  test('that is missing', async () => {
    const file = join(folder, 'none.wasm');
    const error = await failureOf(loadKernels(pathToFileURL(file)));
    const copy = `if a bundler left it behind, copy nn-digits/kernels.wasm to ${file}`;
    expect(error.message).toBe(`kernels.wasm is missing: ${copy}; else ${build}`);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['cut off', whole.subarray(0, whole.length / 2)],
    ['text', Buffer.from('<!DOCTYPE html>')],
    ['damaged in its middle', Buffer.from(whole).fill(0xff, whole.length >> 1, (whole.length >> 1) + 64)],
  ])('that is %s', async (name, bytes) => {
    const path = join(folder, `${name}.wasm`);
    writeFileSync(path, bytes);
    const { message } = await failureOf(loadKernels(pathToFileURL(path)));
    expect(message).toMatch(/^kernels\.wasm is damaged: .+; run /);
    expect(message.endsWith(`; ${build}`), message).toBe(true);
  });

  test('that is of another version', async () => {
    const path = join(folder, 'other.wasm');
    writeFileSync(path, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)); // a module without anything
    const other = await loadKernels(pathToFileURL(path));
    expect(() => new SimdKernels(other)).toThrow(SystemError);
    expect(() => new SimdKernels(other)).toThrow(
      `kernels.wasm is not of this version of nn: it has no ${kernelNames[0]}; ${build}`,
    );
  });

  describe.each([
    { fault: 'missing', spoil: (file: string) => rmSync(file), threads: 1 },
    { fault: 'damaged', spoil: (file: string) => writeFileSync(file, 'nothing'), threads: 2 },
  ])('createKernels where it is $fault', ({ fault, spoil, threads }) => {
    const place = suiteFolder();

    /** As installed, but for that file: what looks for it looks beside itself. */
    async function installed(): Promise<typeof createKernels> {
      const modules = (path: string): boolean => !/[\\/]web$|\.d\.ts$/.test(path);
      cpSync(fileURLToPath(builtFile('')), join(place, 'dist'), { recursive: true, filter: modules });
      writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
      spoil(join(place, 'dist/matrix/wasm/kernels.wasm'));
      const url = pathToFileURL(join(place, 'dist/node/kernels.js')).href;
      return ((await import(url)) as { createKernels: typeof createKernels }).createKernels;
    }

    test('auto goes on with the reference and says so once; simd fails', async () => {
      const create = await installed();
      const remarks: string[] = [];
      const kernels = await create({ backend: 'auto', threads, onRemark: (line) => remarks.push(line) });
      expect([kernels.backend, kernels.threads]).toEqual(['reference', 1]);
      expect(remarks).toHaveLength(1);
      expect(remarks[0].startsWith(`kernels.wasm is ${fault}`), remarks[0]).toBe(true);
      expect(remarks[0].endsWith('. Using the plain reference kernels, which are slower.')).toBe(true);
      await expect(create({ backend: 'simd', threads })).rejects.toThrow(`kernels.wasm is ${fault}`);
      expect((await create({ backend: 'reference' })).backend).toBe('reference');
    });
  });
});

describe('memory that cannot be had', () => {
  test.each(backends)('$name says how much was asked for', async ({ create }) => {
    const kernels = await create();
    const asked = 'not enough memory: 40.0 GB were requested';
    expect(() => kernels.matrix(1e6, 1e4)).toThrow(SystemError);
    expect(() => kernels.matrix(1e6, 1e4)).toThrow(asked);
    expect(() => kernels.panels(1e6, 1e4)).toThrow(asked);
    const small = kernels.matrix(2, 2); // and there is still room for less
    kernels.activate('relu', small, small);
    kernels.finish();
    await kernels.close();
  });

  test('the whole line', async () => {
    const simd = new SimdKernels(await module);
    const advice = 'use a smaller network, batch or data set';
    expect(() => simd.matrix(1e6, 1e4)).toThrow(
      `not enough memory: 40.0 GB were requested with 0.1 MB in use, of at most 4 GB: ${advice}`,
    );
    expect(() => new ReferenceKernels().matrix(1e6, 1e4)).toThrow(
      `not enough memory: 40.0 GB were requested: ${advice}`,
    );
    expect(() => simd.matrix(3e9, 1)).toThrow('12.0 GB were requested');
  });

  test('plain memory holds less, and says how much', async () => {
    const plain = new SimdKernels(await loadKernels(undefined, false));
    expect(() => plain.matrix(1e6, 200)).toThrow(
      /^not enough memory: 800\.0 MB were requested with 0\.1 MB in use, of at most (512|256|128|64) MB: use a smaller/,
    );
    const data = plain.matrix(1000, 1000).data; // no array is detached by what is asked for after it
    plain.matrix(1000, 1000);
    expect(data).toHaveLength(1e6);
  });

  test('a length that is none is no matter of memory', () => {
    expect(() => new ReferenceKernels().matrix(-1, 3)).toThrow(RangeError);
  });
});

describe('the number of threads', () => {
  test.each([0, -1, 65, 10_000, 1.5, NaN, Infinity])('cannot be %d', async (threads) => {
    for (const backend of ['auto', 'simd', 'reference'] as const) {
      const attempt = createKernels({ backend, threads });
      await expect(attempt).rejects.toThrow(UsageError);
      await expect(attempt).rejects.toThrow(`threads: must be a whole number from 1 to 64, got ${threads}`);
    }
  });

  test('may be as many as 64, whatever the machine', async () => {
    const kernels = await createKernels({ backend: 'simd', threads: 64 });
    const [out, z] = [kernels.matrix(3, 4000), kernels.matrix(3, 4000)];
    z.data.fill(2);
    kernels.activate('relu', out, z);
    kernels.finish();
    expect(out.data.every((x) => x === 2)).toBe(true);
    await kernels.close();
  });
});
