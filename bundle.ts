/**
 * Bundles the command line and the packages that it uses into dist/cli/nn.cjs, one script, which starts several times as
 * fast as several hundred modules: Node resolves and reads one file, and V8 keeps its compiled code (src/cli/launch.ts).
 * `nn predict` has a smaller one to itself, dist/cli/predict.cjs: V8 reads what it kept of that in two thirds of the time.
 * CommonJS, because only scripts have a code cache in every version of Node. What starts it is dist/cli/launch.cjs, which
 * is CommonJS too, because Node takes 5 ms longer to start with a module.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));

/** With files of their own, which a bundle would leave behind, or large and seldom used. */
const notBundled = ['sharp', 'fastify', '@fastify/*', 'piscina', 'h5wasm', 'open', 'sixel', '@xmldom/xmldom'];

const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/** Modules of Node that take milliseconds to load, 5 to 10 for all of cryptography, and that many commands do not use. */
const seldomUsed = ['node:crypto', 'node:worker_threads', 'node:child_process'];

/** Loads such a module when one of its exports is first used. */
const lateModules: Plugin = {
  name: 'late-modules',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, namespace }) =>
      seldomUsed.includes(path) && namespace !== 'late' ? { path, namespace: 'late' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({ contents: lateModule(path) }));
  },
};

function lateModule(name: string): string {
  const exports = Object.keys(createRequire(import.meta.url)(name) as object);
  const getters = exports.map((key) => `get ${key}() { return require('${name}').${key}; }`);
  return `module.exports = { ${getters.join(', ')} };`;
}

await build({
  ...common,
  entryPoints: ['dist/cli/launch.js'],
  outfile: join(root, 'dist/cli/launch.cjs'),
  external: ['./main.js'],
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'moduleUrl' },
});

const folders = readdirSync(join(root, 'dist/cli'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const commandModules = folders.map(({ name }) => `./${name}/command.js`);
const metafile = await bundleCommands('nn.cjs', []);
await bundleCommands(
  'predict.cjs',
  commandModules.filter((module) => module !== './predict/command.js'),
);
writeFileSync(join(root, 'dist/cli/nn-licences.txt'), licencesOf(metafile));

/**
 * @param others modules of commands that are left out
 * @returns what was bundled
 */
async function bundleCommands(name: string, others: readonly string[]): Promise<Metafile> {
  const { metafile, outputFiles } = await build({
    ...common,
    entryPoints: ['dist/cli/main.js'],
    outfile: join(root, 'dist/cli', name),
    external: [...notBundled, ...others],
    plugins: [lateModules],
    // the only module that needs it is dist/node/package-files.js, whose place launch.ts gives for all
    define: { 'import.meta.url': 'moduleUrl' },
    minifySyntax: true,
    minifyWhitespace: true, // but not names: they are in stack traces
    legalComments: 'eof',
    metafile: true,
    write: false,
  });
  // esbuild escapes what is not ASCII except in regular expressions; V8 reads a string of bytes faster than a wider one
  const ascii = outputFiles[0].text.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  // Node does not resolve import() in a script whose code comes from a cache: launch.ts does
  const imports = /\bimport(?=\("[\w@:./-]+"\))/g;
  writeFileSync(join(root, 'dist/cli', name), ascii.replace(imports, 'importModule'));
  return metafile;
}

/** The licences of all packages in the bundle, which ask to be distributed with it. */
function licencesOf({ inputs }: Metafile): string {
  const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = new Set(Object.keys(inputs).flatMap((name) => folder.exec(name) ?? []));
  return [...folders].sort().map(licenceOf).join('\n');
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license: string;
  };
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[sc]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8').trim();
  return `${name} ${version}, ${license}\n\n${text}\n`;
}
