/** Bundles the programs of this folder like users of the library. */

import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { builtFile } from '../../../src/node/package-files.ts';

const programs = fileURLToPath(new URL('../programs', import.meta.url));

/** Vite finds kernels.wasm and the thread worker by itself. @param to an empty folder */
export async function bundleWithVite(to: string): Promise<void> {
  await vite({
    root: programs,
    configFile: false,
    logLevel: 'error',
    worker: { format: 'es' },
    build: { outDir: to, emptyOutDir: true, target: 'es2022' },
  });
}

/** esbuild does not, so both are copied next to the bundle, and their addresses passed to `createKernels`. */
export async function bundleWithEsbuild(to: string): Promise<void> {
  await esbuild({
    entryPoints: {
      page: join(programs, 'page.js'),
      worker: join(programs, 'worker.js'),
      threads: fileURLToPath(builtFile('browser/worker-host.js')),
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    outdir: to,
    logLevel: 'silent',
  });
  mkdirSync(to, { recursive: true });
  cpSync(join(programs, 'index.html'), join(to, 'index.html'));
  cpSync(builtFile('matrix/wasm/kernels.wasm'), join(to, 'kernels.wasm'));
}

/**
 * The minified and gzipped size in bytes of a program that imports some names from `nn/browser`, and of kernels.wasm.
 */
export async function gzippedSize(names: readonly string[]): Promise<{ code: number; wasm: number }> {
  const entry = JSON.stringify(fileURLToPath(builtFile('browser/index.js')));
  const { outputFiles } = await esbuild({
    stdin: { contents: `import { ${names} } from ${entry}; console.log(${names});`, resolveDir: programs },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
    write: false,
    logLevel: 'silent',
  });
  const [code] = outputFiles;
  if (code === undefined) throw new Error('esbuild gave nothing');
  const { readFileSync } = await import('node:fs');
  return {
    code: gzipSync(code.contents, { level: 9 }).length,
    wasm: gzipSync(readFileSync(builtFile('matrix/wasm/kernels.wasm')), { level: 9 }).length,
  };
}
