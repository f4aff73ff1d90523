/**
 * Starts the command line from one script (see bundle.ts), with the code that V8 compiled of it in an earlier run.
 * Loading the modules one by one, and compiling them, would take longer than recognizing a digit.
 *
 * Node's own compile cache, in the same folder of temporary files, is not in Node 20, and saves less.
 */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { crc32, keep, keptFile, readKept } from '../node/kept-files.ts';
import { useWideVectors } from '../node/wide-vectors.ts';

/** Commands that compute for longer than it takes to set a flag of V8, 2 ms. */
const commandsThatCompute = new Set(['compare', 'doctor', 'eval', 'serve', 'sweep', 'teach', 'train']);

type Main = typeof import('./main.ts').main;

/** Runs a command line in a process of its own, which ends as soon as it is done and everything is written. */
export async function run(argv: readonly string[]): Promise<void> {
  await main(argv);
  for (const stream of [process.stdout, process.stderr]) await written(stream);
  // an error of the output, which is being reported, ends the process with an exit code of its own
  if (process.stdout.errored !== null) return;
  process.exit(); // Node alone would wait for V8 to optimise what is not needed any more
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.writableLength === 0 || stream.destroyed) setImmediate(resolve);
    else stream.write('', () => setImmediate(resolve));
  });
}

/** Runs a command line, as `main` of main.ts does. */
export async function main(argv: readonly string[]): Promise<void> {
  const [command = ''] = argv;
  // before the script is loaded, because V8 keeps its code for the same flags
  if (commandsThatCompute.has(command)) useWideVectors();
  // version and help need few modules; stack traces name modules only if modules are loaded
  const isBundled = /^[a-z]+$/.test(command) && !argv.includes('--debug');
  const script = isBundled ? loadScript(command) : null;
  if (script === null) return (await import('./main.ts')).main(argv);
  await script.run(argv);
  if (process.exitCode === 0) script.keepCode();
}

interface LoadedScript {
  readonly run: Main;
  /** Keeps the compiled code for the next run with the same command. */
  readonly keepCode: () => void;
}

/**
 * Loads the script that contains a command.
 * @returns null where there is no such script, or this version of Node cannot run it with its code
 */
function loadScript(command: string): LoadedScript | null {
  if (crc32 === undefined) return null;
  const place = new URL(command === 'predict' ? './predict.cjs' : './nn.cjs', import.meta.url);
  let bytes: Buffer;
  try {
    bytes = readFileSync(place);
  } catch {
    return null;
  }
  // one for each command, because it holds the functions that the command has called
  const file = keptFile(`${process.version}-${process.arch}-${command}`);
  const sum = file === null ? 0 : crc32(bytes);
  const found = file === null ? undefined : readKept(file, sum);
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
  if (run === undefined) throw new Error('the script has no main');
  const keepCode = (): void => {
    if (file === null || (found !== undefined && script.cachedDataRejected !== true)) return;
    keep(file, script.createCachedData(), sum);
  };
  return { run, keepCode };
}
