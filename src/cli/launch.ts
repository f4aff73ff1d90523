/**
 * Starts the command line from one script, dist/cli/nn.cjs (see bundle.ts), with the code that V8 compiled of it in an
 * earlier run. Loading the modules one by one, and compiling them, would take longer than recognizing a digit.
 *
 * Node's own compile cache, in the same folder of temporary files, is not in Node 20, and saves less. Like that one, this
 * can be turned off by `NODE_DISABLE_COMPILE_CACHE`, and moved by `NODE_COMPILE_CACHE`.
 */

import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import zlib from 'node:zlib';

type Main = typeof import('./main.ts').main;

/** The checksum, padded so that the code after it is aligned. */
const HEADER_BYTES = 8;

/** Runs a command line, as `main` of main.ts does. */
export async function main(argv: readonly string[]): Promise<void> {
  const [command = ''] = argv;
  // version and help need few modules; stack traces name modules only if modules are loaded
  const isBundled = /^[a-z]+$/.test(command) && !argv.includes('--debug');
  const script = isBundled ? readScript() : null;
  if (script === null) return (await import('./main.ts')).main(argv);
  const { run, keepCode } = script(command);
  await run(argv);
  if (process.exitCode === 0) keepCode();
}

interface Started {
  readonly run: Main;
  /** Keeps the compiled code for the next run with the same command. */
  readonly keepCode: () => void;
}

/** @returns null where there is no script, or this version of Node cannot run it with its code */
function readScript(): ((command: string) => Started) | null {
  const { crc32 } = zlib as { crc32?: (data: Uint8Array, sum?: number) => number }; // Node 20.15 and later
  if (crc32 === undefined) return null;
  const place = new URL('./nn.cjs', import.meta.url);
  let bytes: Buffer;
  try {
    bytes = readFileSync(place);
  } catch {
    return null;
  }
  return (command) => {
    const file = cacheFile(command);
    const found = file === null ? undefined : readCode(file, (code) => crc32(code, crc32(bytes)));
    const filename = fileURLToPath(place);
    const script = new vm.Script(
      `(function (exports, require, module, __filename, importModule, moduleUrl) {${bytes.toString('latin1')}\n})`,
      { filename, cachedData: found },
    );
    const module: { exports: { main?: Main } } = { exports: {} };
    const importModule = (name: string): Promise<unknown> => import(name);
    const packageFiles = new URL('../node/package-files.js', place).href;
    script.runInThisContext()(
      module.exports,
      createRequire(place),
      module,
      filename,
      importModule,
      packageFiles,
    );
    const run = module.exports.main;
    if (run === undefined) throw new Error('nn.cjs has no main');
    const keepCode = (): void => {
      if (file === null || (found !== undefined && script.cachedDataRejected !== true)) return;
      const code = script.createCachedData();
      writeCode(file, code, crc32(code, crc32(bytes)));
    };
    return { run, keepCode };
  };
}

/** One for each command, because it holds the functions that the command has called; null if nothing is to be kept. */
function cacheFile(command: string): string | null {
  if (process.env.NODE_DISABLE_COMPILE_CACHE) return null;
  const folder = join(
    process.env.NODE_COMPILE_CACHE || tmpdir(),
    `nn-compile-cache-${process.getuid?.() ?? ''}`,
  );
  return join(folder, `${process.version}-${process.arch}-${command}`);
}

/** @returns undefined if there is none, or it is of another script, damaged, or from someone else */
function readCode(file: string, sumOf: (code: Buffer) => number): Buffer | undefined {
  try {
    if (!isOwn(dirname(file))) return undefined;
    const bytes = readFileSync(file);
    const code = bytes.subarray(HEADER_BYTES);
    return bytes.readUInt32LE(0) === sumOf(code) ? code : undefined;
  } catch {
    return undefined;
  }
}

/** Code is run: nobody else may be able to write it. */
function isOwn(folder: string): boolean {
  const { uid, mode } = lstatSync(folder);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

/** Not `recursive`, with which Node 20 never returns from a folder below /proc. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Nothing depends on it: a full disk, or a folder that cannot be written, does not matter. */
function writeCode(file: string, code: Buffer, sum: number): void {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(sum);
  const unfinished = `${file}-${process.pid}`;
  try {
    makeFolder(dirname(dirname(file)));
    makeFolder(dirname(file));
    if (!isOwn(dirname(file))) return;
    try {
      writeFileSync(unfinished, Buffer.concat([header, code]), { mode: 0o600 });
      renameSync(unfinished, file);
    } finally {
      rmSync(unfinished, { force: true });
    }
  } catch {
    // the next run compiles again
  }
}
