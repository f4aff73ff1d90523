/** The checks of `nn doctor`: each reports a status, and how to fix a problem. */

import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { explainSystemError } from '../../node/files.ts';
import { hasWideVectors } from '../../node/wide-vectors.ts';
import { version } from '../../version.ts';
import { shippedPath } from '../shared/model-path.ts';
import { cacheFolder } from '../shared/open-data.ts';
import { count } from '../terminal/numbers.ts';
import type { Speed } from './speed.ts';

export interface Check {
  readonly name: string;
  /** `problem`: something will fail. `warning`: it works, but slowly or not for everything. */
  readonly status: 'ok' | 'warning' | 'problem';
  readonly value: string;
  /** How to fix it; '' if it is fine. */
  readonly hint: string;
}

const ok = (name: string, value: string): Check => ({ name, status: 'ok', value, hint: '' });

export async function checkInstallation(dataDir: string | undefined): Promise<Check[]> {
  const { dataFolder } = await import('../../node/dataset/data-folder.ts');
  return [
    ok('nn', version),
    ok('Node.js', `${process.versions.node} (V8 ${process.versions.v8})`),
    ok('system', `${process.platform} ${process.arch}, ${count(totalmem() / 2 ** 20)} MB of memory`),
    ok('processor', `${cpus()[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`),
    ...(await checkKernels()),
    await checkDecoder(),
    await checkDigits(),
    await checkModel(),
    checkFolder('data folder', await dataFolder(dataDir), 'choose another with NN_DATA_DIR or --data-dir'),
    checkCache(await cacheFolder()),
    checkFolder('current folder', resolve('.'), 'models go here unless --out says otherwise'),
  ];
}

/** Checks whether SIMD and threads are used, and if not, why. */
async function checkKernels(): Promise<Check[]> {
  const { createKernels } = await import('../../node/kernels.ts');
  const remarks: string[] = [];
  const kernels = await createKernels({ onRemark: (remark) => remarks.push(remark) });
  const { backend, threads } = kernels;
  await kernels.close();
  const hint = remarks.join(' ');
  const shared = typeof SharedArrayBuffer === 'function';
  return [
    {
      name: 'WebAssembly SIMD',
      status: backend === 'simd' ? 'ok' : 'warning',
      value: backend === 'simd' ? `yes, vectors of ${hasWideVectors() ? 'up to 256' : '128'} bits` : 'no',
      hint: backend === 'simd' ? '' : hint,
    },
    {
      name: 'shared memory',
      status: shared && (hint === '' || backend !== 'simd') ? 'ok' : 'warning',
      value: `${shared ? 'yes' : 'no'}, ${threads === 1 ? '1 thread' : `${threads} threads`}`,
      hint: backend === 'simd' ? hint : '',
    },
  ];
}

async function checkDecoder(): Promise<Check> {
  const { sharpVersions } = await import('../../node/decode.ts');
  const { sharp, vips } = await sharpVersions();
  if (sharp !== undefined) return ok('image decoder', `sharp ${sharp}, libvips ${vips ?? 'unknown'}`);
  return {
    ...{ name: 'image decoder', status: 'warning', value: 'PNG only' },
    hint: 'sharp is not installed: npm install --include=optional sharp',
  };
}

const REINSTALL = 'install nn again';

async function checkDigits(): Promise<Check> {
  const name = 'bundled digits';
  const { loadEmbedded } = await import('../../node/dataset/embedded.ts');
  return attempt(name, REINSTALL, async () => {
    const { train, test } = loadEmbedded();
    return `${count((train?.count ?? 0) + (test?.count ?? 0))} images`;
  });
}

async function checkModel(): Promise<Check> {
  const path = shippedPath();
  if (path === null) return { name: 'bundled model', status: 'warning', value: 'none', hint: REINSTALL };
  const { readModel } = await import('../../node/model-store.ts');
  return attempt('bundled model', REINSTALL, async () => {
    await readModel(path);
    return path;
  });
}

async function attempt(name: string, hint: string, look: () => Promise<string>): Promise<Check> {
  try {
    return ok(name, await look());
  } catch (error) {
    return { name, status: 'problem', value: (error as Error).message, hint };
  }
}

/** With less space, a data set or a model may not fit. */
const LEAST_FREE_MB = 200;

function checkCache(folder: string | null): Check {
  const hint = 'choose another with NN_CACHE_DIR, or use --no-cache';
  if (folder === null) return { name: 'cache folder', status: 'warning', value: 'none', hint };
  return checkFolder('cache folder', folder, hint);
}

/** Checks whether the folder is writable, or can be created when it is needed, and its free space. */
function checkFolder(name: string, folder: string, hint: string): Check {
  const path = resolve(folder);
  const base = existingAbove(path);
  try {
    rmSync(mkdtempSync(join(base, '.nn-')), { recursive: true });
    const { bavail, bsize } = statfsSync(base);
    const free = (bavail * bsize) / 2 ** 20;
    const made = base === path ? '' : ' (not created yet)';
    const value = `${folder + made}, ${count(free)} MB free`;
    return free >= LEAST_FREE_MB
      ? ok(name, value)
      : { name, status: 'warning', value, hint: 'free some space' };
  } catch (error) {
    return {
      name,
      status: 'problem',
      value: `${folder}: cannot be written (${explainSystemError(error)})`,
      hint,
    };
  }
}

function existingAbove(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : existingAbove(dirname(path));
}

/** Minimum speedup by SIMD: more than 50 was measured, so less than this indicates a problem. */
const LEAST_RATIO = 10;

/** Expects one thread to be at least ten times as fast as the reference kernels on the same processor. */
export function checkSpeed({ reference, simd, threaded }: Speed): Check {
  const name = 'speed';
  if (simd === null) {
    return {
      name,
      status: 'warning',
      value: `${figure(reference)} GFLOP/s`,
      hint: 'only the plain reference runs here',
    };
  }
  const more = threaded === null ? '' : `, ${figure(threaded)} with all threads`;
  const ratio = simd / reference;
  const value = `${figure(simd)} GFLOP/s on one thread${more}: ${figure(ratio)} times the plain reference (expected: at least ${LEAST_RATIO})`;
  const hint = 'is the processor busy, emulated or throttled?';
  return ratio >= LEAST_RATIO ? ok(name, value) : { name, status: 'warning', value, hint };
}

const figure = (value: number): string => (value < 10 ? value.toFixed(1) : count(value));
