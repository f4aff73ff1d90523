/**
 * Bundles the command line and the packages that it uses into dist/cli/nn.cjs, one script, which starts several times as
 * fast as several hundred modules: Node resolves and reads one file, and V8 keeps its compiled code (src/cli/launch.ts).
 * CommonJS, because only scripts have a code cache in every version of Node. What starts it is dist/cli/launch.cjs, which
 * is CommonJS too, because Node takes 5 ms longer to start with a module.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));
const script = join(root, 'dist/cli/nn.cjs');

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

/** commander needs it only for commands that are programs of their own: 2 ms. */
const lateChildProcess: Plugin = {
  name: 'late-child-process',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer, path }) =>
      importer.includes('/commander/') ? { path, namespace: 'late' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'late' }, () => ({
      contents: "exports.spawn = (...args) => require('child_process').spawn(...args);",
    }));
  },
};

await build({
  ...common,
  entryPoints: ['dist/cli/launch.js'],
  outfile: join(root, 'dist/cli/launch.cjs'),
  external: ['./main.js'],
  banner: { js: "const moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'moduleUrl' },
});

const { metafile, outputFiles } = await build({
  ...common,
  entryPoints: ['dist/cli/main.js'],
  outfile: script,
  external: notBundled,
  plugins: [lateChildProcess],
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
const imports = /\bimport(?=\("[\w@:/-]+"\))/g;
writeFileSync(script, ascii.replace(imports, 'importModule'));
writeFileSync(join(root, 'dist/cli/nn-licences.txt'), licencesOf(metafile));

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
