/**
 * Builds what is missing or older than its source: dist/ by tsc and asc, data/mnist-10k.bin by its packer, and then what
 * contains those: the scripts of the command line, by esbuild, and the page, dist/web/, by Vite.
 *
 * `npm run build` runs it, and so does everything that needs a build: `npm install` and `npm ci` in a clone, `npm
 * pack`, and the tests. The script of an installation is called `postprepare`: npm takes `prepare` for one that has to
 * run where the tarball is installed, and warns about it there.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('.', import.meta.url));
const kernels = 'matrix/wasm/kernels.wasm';
const pixels = 'image/wasm/pixels.wasm';
const scripts = ['cli/nn.cjs', 'cli/predict.cjs', 'cli/launch.cjs'];
const licences = 'cli/nn-licences.txt';
/** In order: the Node modules, then those for browsers. Both emit identical portable modules. */
const configs = ['tsconfig.json', 'tsconfig.browser.json'];

/**
 * The Node arguments for each product. The compilers are started as scripts, not by name, because on Windows the names
 * are .cmd files, which need a shell.
 */
const commands = {
  types: configs.map((config) => ['node_modules/typescript/bin/tsc', '-p', config]),
  kernels: [
    [
      'node_modules/assemblyscript/bin/asc.js',
      ...['--config', 'src/matrix/wasm/assembly/asconfig.json', '--outFile', `dist/${kernels}`],
    ],
  ],
  pixels: [
    [
      'node_modules/assemblyscript/bin/asc.js',
      ...['--config', 'src/image/wasm/assembly/asconfig.json', '--outFile', `dist/${pixels}`],
    ],
  ],
  data: [['node_modules/tsx/dist/cli.mjs', 'data/pack-mnist-10k.ts']],
  scripts: [['node_modules/tsx/dist/cli.mjs', 'bundle.ts']],
  page: [['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts', '--logLevel', 'warn']],
} as const;

/** Builds what is stale, concurrently. Also called by vitest before all tests. */
export default async function build(): Promise<void> {
  const sources = filesIn('src');
  const assembly = sources.filter((name) => name.startsWith('matrix/wasm/assembly/'));
  const pixelAssembly = sources.filter((name) => name.startsWith('image/wasm/assembly/'));
  const modules = sources
    .filter((name) => name.endsWith('.ts') && !/\/wasm\/assembly\//.test(name))
    .map((name) => name.replace(/\.ts$/, ''));
  removeStrays(new Set(modules));

  const stale: (keyof typeof commands)[] = [];
  if (modules.some((name) => isOlder(`dist/${name}.js`, `src/${name}.ts`, ...configs))) stale.push('types');
  if (assembly.some((name) => isOlder(`dist/${kernels}`, `src/${name}`))) stale.push('kernels');
  if (pixelAssembly.some((name) => isOlder(`dist/${pixels}`, `src/${name}`))) stale.push('pixels');
  if (modified('data/mnist-10k.bin') === 0) stale.push('data');
  await Promise.all(stale.map(make));

  const products: (keyof typeof commands)[] = [];
  const compiled = modules.map((name) => `dist/${name}.js`);
  const bundled = [...compiled, 'bundle.ts', 'package-lock.json'];
  if (scripts.some((name) => isOlder(`dist/${name}`, ...bundled))) products.push('scripts');
  const parts = modules.filter((name) => !/^(cli|node)\//.test(name)).map((name) => `dist/${name}.js`);
  const page = filesIn('web').map((name) => `web/${name}`);
  if (isOlder('dist/web/index.html', ...page, ...parts, `dist/${kernels}`, 'models/digits.json'))
    products.push('page');
  await Promise.all(products.map(make));
}

async function make(product: keyof typeof commands): Promise<void> {
  for (const command of commands[product]) await run(command);
}

/** Paths relative to `folder`, with slashes on every system. */
function filesIn(folder: string): string[] {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names.map((name) => name.replaceAll(sep, '/')).filter((name) => /\.\w+$/.test(name));
}

/** Removes modules without a source, which would be packed, and could be imported by mistake. */
function removeStrays(modules: ReadonlySet<string>): void {
  const built = [kernels, pixels, ...scripts, licences];
  for (const name of filesIn('dist')) {
    if (name.startsWith('web/') || built.includes(name)) continue;
    if (modules.has(name.replace(/(\.d\.ts|\.js)$/, ''))) continue;
    rmSync(join(root, 'dist', name), { force: true });
  }
}

function isOlder(product: string, ...sources: readonly string[]): boolean {
  return sources.some((source) => modified(product) < modified(source));
}

/** Milliseconds since 1970; 0 if there is no such file. */
function modified(name: string): number {
  return statSync(join(root, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(command: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command.join(' ')} failed, with exit code ${code}`)),
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
