/**
 * Builds what is missing or older than its source: dist/ by tsc and asc, data/mnist-10k.bin by its packer.
 *
 * `npm run build` runs it, and so does everything that needs a build: `npm install`, the tests, and `npx nn` in a
 * clone, for which npm prepares the package a second time (7 s if everything were built again).
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Builds what is stale, all at the same time. Also what vitest calls before all tests. */
export default async function build(): Promise<void> {
  const sources = filesIn('src');
  const kernels = sources.filter((name) => name.startsWith('matrix/wasm/assembly/'));
  const modules = sources
    .filter((name) => name.endsWith('.ts') && !kernels.includes(name))
    .map((name) => name.replace(/\.ts$/, ''));
  removeStrays(new Set(modules));

  const stale: string[] = [];
  if (modules.some((name) => isOlder(`dist/${name}.js`, `src/${name}.ts`, 'tsconfig.json', 'tsconfig.browser.json'))) {
    stale.push('build:types');
  }
  if (kernels.some((name) => isOlder('dist/matrix/wasm/kernels.wasm', `src/${name}`)))
    stale.push('build:kernels');
  if (modified('data/mnist-10k.bin') === 0) stale.push('build:data');
  await Promise.all(stale.map(run));
}

/** Paths relative to `folder`, with slashes on every system. */
function filesIn(folder: string): string[] {
  if (!existsSync(`${root}${folder}`)) return [];
  const names = readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' });
  return names.map((name) => name.replaceAll('\\', '/')).filter((name) => /\.\w+$/.test(name));
}

/** What was compiled from files that are gone would be packed, and could be imported by mistake. */
function removeStrays(modules: ReadonlySet<string>): void {
  for (const name of filesIn('dist')) {
    if (name.endsWith('.wasm') || modules.has(name.replace(/(\.d\.ts|\.js)$/, ''))) continue;
    rmSync(`${root}dist/${name}`, { force: true });
  }
}

function isOlder(product: string, ...sources: readonly string[]): boolean {
  return sources.some((source) => modified(product) < modified(source));
}

/** Milliseconds since 1970; 0 where there is no such file. */
function modified(name: string): number {
  return statSync(`${root}${name}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(script: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', script], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`npm run ${script} failed, with exit code ${code}`)),
    );
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await build();
  } catch (error) {
    console.error(`build: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
