/** The import table of the design, read off the import statements of every file in src/. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** From the ground up: a folder, or a file at the top of src/, may import itself and what comes before it. */
const portable = [
  'errors',
  'suggestion',
  'check-options',
  'version',
  'random',
  'sha256',
  'constants',
  'format-number',
  'running-time',
  'limits',
  'matrix',
  'layers',
  'losses',
  'optimizers',
  'network',
  'image',
  'dataset',
  'settings',
  'evaluation',
  'training',
  'exchange',
  'report',
] as const;

/** Who may import whom. */
const table: Record<string, readonly string[]> = {
  ...Object.fromEntries(portable.map((folder, n) => [folder, portable.slice(0, n)])),
  core: portable,
  node: portable,
  browser: [...portable, 'core'],
  index: [...portable, 'core', 'node'],
  cli: ['*'],
};

/** Packages that the portable part may import: pure ones, which run in a browser as well. */
const purePackages: readonly { readonly file: RegExp; readonly imports: RegExp }[] = [
  { file: /^dataset\/(npz|archive)\.ts$/, imports: /^fflate$/ },
  { file: /^network\/(model-schema|layer-kinds\/[\w-]+)\.ts$/, imports: /^valibot$/ },
  { file: /^suggestion\.ts$/, imports: /^fastest-levenshtein$/ },
  { file: /^training\/checkpoint-file\.ts$/, imports: /^valibot$/ },
  { file: /^exchange\/onnx\/wire\.ts$/, imports: /^@bufbuild\/protobuf\/wire$/ },
  { file: /^exchange\/base64\.ts$/, imports: /^@bufbuild\/protobuf\/wire$/ },
  { file: /^exchange\/(keras\/archive|html\/export)\.ts$/, imports: /^fflate$/ },
  { file: /^exchange\/keras\/hdf5\.ts$/, imports: /^h5wasm$/ },
  { file: /^report\/(figure|figures\/[\w-]+)\.ts$/, imports: /^@observablehq\/plot$/ },
  { file: /^sha256\.ts$/, imports: /^@noble\/hashes\// },
];

/** What comes from outside, node:* or a package, and who may import it. */
const outside: typeof purePackages = [{ file: /^(cli|node)\//, imports: /./ }, ...purePackages];

interface Source {
  readonly file: string;
  readonly text: string;
  readonly imports: readonly string[];
}

/** The sources without comments, so that an example in one is not taken for an import. */
const sources: readonly Source[] = readdirSync(src, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !relative(src, path).includes(join('wasm', 'assembly'))) // AssemblyScript: another language
  .map((path) => {
    const text = withoutComments(readFileSync(path, 'utf8'));
    return { file: relative(src, path).split(sep).join('/'), text, imports: importsOf(text) };
  });

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}

/** Static, dynamic and re-exporting imports, and `new URL('...', import.meta.url)` of another source. */
function importsOf(text: string): string[] {
  const patterns = [
    /^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]/gm,
    /^\s*import\s*['"]([^'"]+)['"]/gm,
    /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
    /new URL\(\s*['"]([^'"]+\.ts)['"]\s*,\s*import\.meta\.url\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name]) => name));
}

/** `matrix` for matrix/matrix.ts, `errors` for errors.ts. */
const folderOf = (file: string): string => file.split('/')[0].replace(/\.ts$/, '');

/** The source that a relative import names. */
function resolve(file: string, name: string): string {
  return join(dirname(file), name).split(sep).join('/');
}

const inside = (imports: readonly string[]): string[] => imports.filter((name) => name.startsWith('.'));

describe('the reader of imports', () => {
  test('sees every form of import, and none in comments', () => {
    const text = withoutComments(
      [
        `import a from './a.ts';`,
        `import type { B,\n  C } from "./b.ts";`,
        `import './c.ts';`,
        `export * from './d.ts';`,
        `export { e } from './e.ts';`,
        `const f = await import('./f.ts');`,
        `const g = new Worker(new URL('./g.ts', import.meta.url));`,
        `// import h from './h.ts';`,
        `/* import i from './i.ts'; */`,
      ].join('\n'),
    );
    expect(importsOf(text).sort()).toEqual('abcdefg'.split('').map((name) => `./${name}.ts`));
  });

  test('found the sources', () => {
    expect(sources.length).toBeGreaterThan(40);
    const count = sources.reduce((sum, { imports }) => sum + imports.length, 0);
    expect(count).toBeGreaterThan(100);
  });
});

test('every folder is in the table, and every import names a file that is there', () => {
  const files = new Set(sources.map(({ file }) => file));
  for (const { file, imports } of sources) {
    expect(Object.keys(table), file).toContain(folderOf(file));
    for (const name of inside(imports)) {
      const target = resolve(file, name);
      if (target.startsWith('..') || !target.endsWith('.ts')) continue; // package.json, data/
      expect(files, `${file} imports ${name}`).toContain(target);
    }
  }
});

test('folders import only what the table allows', () => {
  const wrong = sources.flatMap(({ file, imports }) => {
    const folder = folderOf(file);
    const allowed = [folder, ...(table[folder] ?? [])];
    if (allowed.includes('*')) return [];
    return inside(imports)
      .map((name) => resolve(file, name))
      .filter((target) => !allowed.includes(folderOf(target)))
      .map((target) => `${file} imports ${target}`);
  });
  expect(wrong).toEqual([]);
});

test('nobody imports cli but cli', () => {
  const wrong = sources.filter(
    ({ file, imports }) =>
      folderOf(file) !== 'cli' && inside(imports).some((name) => folderOf(resolve(file, name)) === 'cli'),
  );
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('node:* and packages stay at the edges', () => {
  const wrong = sources.flatMap(({ file, imports }) =>
    imports
      .filter((name) => !name.startsWith('.'))
      .filter((name) => !outside.some((edge) => edge.file.test(file) && edge.imports.test(name)))
      .map((name) => `${file} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('the library never prints, never exits, never reads the command line', () => {
  const forbidden = /\bconsole\s*\.|\bprocess\s*\.\s*(exit|exitCode|argv|stdout|stderr|stdin)\b/;
  const wrong = sources.filter(({ file, text }) => folderOf(file) !== 'cli' && forbidden.test(text));
  expect(wrong.map(({ file }) => file)).toEqual([]);
});

test('imports do not go in circles', () => {
  const graph = new Map(
    sources.map(({ file, imports }) => [file, inside(imports).map((name) => resolve(file, name))]),
  );
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) throw new Error([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (done.has(file)) return;
    for (const target of graph.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(done.size).toBeGreaterThanOrEqual(sources.length);
});
