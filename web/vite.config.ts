/** Builds the page into dist/web: static files that any web host can serve, with relative addresses. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const out = fileURLToPath(new URL('../dist/web', import.meta.url));

/**
 * Compresses once at build time instead of for each visitor. Brotli does not reduce the model's numbers further, and
 * takes ten times as long.
 */
function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(out, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(js|css|html|json|wasm)$/.test(name)) continue;
        const path = join(out, name);
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path), { level: 9 }));
      }
    },
  };
}

/** How long plugins take is no news for somebody who installs the package on a busy machine. */
const checks = { bundlerTimings: false };

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: {
    outDir: out,
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0, // a strict Content-Security-Policy allows no data: scripts or workers
    reportCompressedSize: false,
    rolldownOptions: { checks },
  },
  plugins: [precompress()],
  worker: { format: 'es', rolldownOptions: { checks } },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
