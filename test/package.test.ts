/** The tarball as its users get it: packed, installed into an empty project, and used there. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { beforeAll, describe, expect, test } from 'vitest';
import { version } from '../src/version.ts';
import { skippedSlow } from './support/exhaustive.ts';
import { codeBlocks, readDocument, root } from './support/markdown.ts';
import { suiteFolder } from './support/suite-folder.ts';
import { npmCommand } from './support/system.ts';

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** npm tells what it runs about the project that it runs it in; another npm inside would work on that one. */
const env = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(npm_(config_local_prefix|package|lifecycle)|INIT_CWD)/i.test(name),
  ),
);

async function run(cwd: string, file: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(file, args, { cwd, env, encoding: 'utf8', timeout: 800_000 });
  return stdout;
}

/** What npm prints when it is told this. */
function npm(cwd: string, ...args: readonly string[]): Promise<string> {
  const [program, ...before] = npmCommand();
  return run(cwd, program, ...before, ...args);
}

const project = suiteFolder();
let packed: Packed;

beforeAll(async () => {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', project];
  [packed] = JSON.parse(await npm(root, ...pack)) as [Packed];
});

/** Names below a folder, with slashes on every system. */
function filesIn(folder: string): string[] {
  const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
  return names.map((name) => name.replaceAll('\\', '/'));
}

describe('the tarball', () => {
  test('holds what it should and nothing else', () => {
    const compiled = filesIn('src')
      .filter((name) => name.endsWith('.ts') && !/^(matrix|image)\/wasm\/assembly\//.test(name))
      .flatMap((name) => ['js', 'd.ts'].map((ending) => `dist/${name.replace(/ts$/, ending)}`));
    const page = filesIn('dist/web')
      .filter((name) => /\.\w+$/.test(name))
      .map((name) => `dist/web/${name}`);
    for (const name of page)
      expect(name).toMatch(/^dist\/web\/(index\.html|assets\/[\w.-]+\.(js|css|json|wasm|bin))(\.gz)?$/);
    const expected = [
      ...['package.json', 'README.md', 'README.zh-CN.md', 'LICENSE', 'CHANGELOG.md'],
      ...['bin/nn.js', 'bin/package.json'],
      ...['data/README.md', 'data/mnist-10k.bin', 'models/README.md', 'dist/matrix/wasm/kernels.wasm'],
      ...[
        'dist/image/wasm/pixels.wasm',
        'dist/cli/nn.cjs',
        'dist/cli/predict.cjs',
        'dist/cli/launch.cjs',
        'dist/cli/nn-licences.txt',
      ],
      ...['models/digits.json'].filter((name) => existsSync(join(root, name))),
      ...['CONTRIBUTING.md', 'SECURITY.md', 'bench/results.md'],
      ...filesIn('docs')
        .filter((name) => /^(?:(?:recognition|tour)\/.*|[^/]*)\.(?:md|png|jpg|svg)$/.test(name))
        .map((name) => `docs/${name}`),
      ...compiled,
      ...page,
    ];
    expect(packed.files.map(({ path }) => path).sort()).toEqual(expected.sort());
  });

  test('is small, and as large as docs/library.md says', () => {
    const [, stated] = /tarball of ([\d.]+) MB/.exec(readDocument('docs/library.md')) ?? [];
    expect(Math.abs(packed.size / 1e6 - Number(stated))).toBeLessThan(0.15);
  });
});

describe('the documents in the tarball', () => {
  /** The targets of relative links and pictures, as paths in the package. */
  function targets(path: string): string[] {
    const links = readDocument(path).matchAll(/\]\(([^)#]+)[^)]*\)|(?:src|href)="([^"#]+)"/g);
    return Array.from(links, (match) => match[1] ?? match[2])
      .filter((link) => !link.includes(':'))
      .map((link) => posix.join(posix.dirname(path), link).replace(/\/$/, ''));
  }

  test('show and link to files of the tarball; those behind the READMEs also to sources, which are in a clone', () => {
    const paths = packed.files.map(({ path }) => path);
    const documents = paths.filter((path) => path.endsWith('.md'));
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'README.zh-CN.md', 'docs/commands.md']));
    const broken = documents.flatMap((document) =>
      targets(document)
        .filter((target) => !paths.some((path) => path === target || path.startsWith(`${target}/`)))
        .filter((target) => document.startsWith('README') || !/^(src|test|examples)\//.test(target))
        .map((target) => `${document} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('have a public address to resolve their links on a package page, or there is no such page', () => {
    const { private: unpublished, repository } = JSON.parse(readDocument('package.json')) as {
      private?: boolean;
      repository?: string | { url: string };
    };
    const address = typeof repository === 'string' ? repository : repository?.url;
    if (unpublished !== true) expect(address).toMatch(/^(?:github:|(?:git\+)?https:\/\/)/);
  });
});

describe('what tools say that check packages', () => {
  test('publint has nothing to remark', async () => {
    const tarball = readFileSync(join(project, packed.filename));
    const { buffer, byteOffset, byteLength } = tarball;
    const { messages } = await publint({
      pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
      strict: true,
    });
    expect(messages).toEqual([]);
  });

  test('types are found by every resolver of modules that can load ES modules', async ({ skip }) => {
    if (skippedSlow !== null) return skip(skippedSlow);
    const attw = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js');
    const files = ['kernels.wasm', 'mnist-10k.bin', 'browser/worker']; // for their URL, not to be imported
    const args = [packed.filename, '--profile', 'esm-only', '--no-emoji', '--exclude-entrypoints', ...files];
    expect(await run(project, process.execPath, attw, ...args)).toContain('OK (ESM)'); // else its exit code is 1
  });
});

/** Compiles as strictly as can be. */
function tsc(...args: readonly string[]): Promise<string> {
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const others = ['--verbatimModuleSyntax', '--skipLibCheck', 'false', '--types', '', '--target', 'es2023'];
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  return run(project, process.execPath, compiler, ...strict, ...others, ...args);
}

const forNode = ['--module', 'nodenext'];
const forBundlers = ['--module', 'esnext', '--moduleResolution', 'bundler'];

describe.skipIf(skippedSlow)('installed into an empty project', () => {
  beforeAll(async () => {
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n');
    const install = ['install', '--prefer-offline', '--omit=dev', '--no-audit', '--no-fund'];
    await npm(project, ...install, `./${packed.filename}`);
  });

  test('has no script that npm would run, or ask for, where it is installed', () => {
    const { scripts } = JSON.parse(
      readFileSync(join(project, 'node_modules', 'nn-digits', 'package.json'), 'utf8'),
    ) as { scripts: object };
    const run = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(Object.keys(scripts).filter((name) => run.includes(name))).toEqual([]);
  });

  test('brings no development package', () => {
    const read = (path: string): { devDependencies: object; dependencies: object } =>
      JSON.parse(readFileSync(path, 'utf8'));
    const { devDependencies, dependencies } = read(join(root, 'package.json'));
    const there = (name: string): boolean => existsSync(join(project, 'node_modules', name));
    expect(Object.keys(devDependencies).filter(there)).toEqual([]);
    expect(Object.keys(dependencies).filter((name) => !there(name))).toEqual([]);
  });

  test('offers the command: trains, evaluates and reads', async () => {
    expect(await npm(project, 'exec', '--', 'nn', '--version')).toBe(`${version}\n`);
    expect(await npm(project, 'exec', '--', 'nn', 'train', '--epochs', '1', '--quiet')).toBe('');
    const evaluation = await npm(project, 'exec', '--', 'nn', 'eval', '--json', '--quiet');
    expect(JSON.parse(evaluation)).toMatchObject({ model: 'models/mnist.json', count: 1000 });
    expect((JSON.parse(evaluation) as { accuracy: number }).accuracy).toBeGreaterThan(0.85);
  });

  test('runs the example of the README', async () => {
    expect(readDocument('README.md')).toContain(`\n$ npm install ${packed.filename}\n`);
    const [example] = codeBlocks(readDocument('README.md'), 'js');
    writeFileSync(join(project, 'example.js'), example);
    const lines = (await run(project, process.execPath, 'example.js')).trimEnd().split('\n');
    expect(lines).toEqual([
      ...[1, 2, 3, 4, 5].map((epoch) => expect.stringMatching(`^epoch ${epoch}: loss [012]\\.\\d+$`)),
      expect.stringMatching(/^accuracy 0\.9\d*, SHA-256 [\da-f]{64}$/),
      expect.stringMatching(/^five\.jpg shows 5 \(0\.\d+\)$/),
    ]);
  });

  test('the example of the README is TypeScript as `tsc --init` wants it, for Node and for bundlers', async () => {
    const [example] = codeBlocks(readDocument('README.md'), 'js');
    writeFileSync(join(project, 'readme.ts'), example);
    const lib = ['--lib', 'es2023,dom', 'readme.ts']; // for console
    const resolvers = [forNode, ['--module', 'node16'], forBundlers];
    await Promise.all(resolvers.map((resolver) => tsc('--noEmit', ...resolver, ...lib)));
  });

  test('is typed, in the strictest way', async () => {
    writeFileSync(
      join(project, 'typed.ts'),
      `import { createKernels, type Evaluation, evaluate, type Model, NnError, openDataset, train } from 'nn-digits';

const dataset = await openDataset('mnist-10k', { test: true, train: true });
const kernels = await createKernels({ threads: 1 });
const training = train({ dataset, kernels, epochs: 1, hidden: [16], optimizer: 'sgd' });
let step = await training.next();
for (; !step.done; step = await training.next()) step.value.event satisfies 'start' | 'progress' | 'epoch';
const model: Model = step.value.model;
const { perClass }: Evaluation = await evaluate(model, dataset.test, kernels);
// @ts-expect-error: an option that there is not must not pass
const wrong = train({ dataset, kernels, epoch: 1 });
console.log(perClass.length, new NnError('usage', 'no').exitCode, typeof wrong.next);
`,
    );
    await tsc(...forNode, '--lib', 'es2023,dom', 'typed.ts');
    expect(await run(project, process.execPath, 'typed.js')).toBe('10 2 function\n');
  });

  test('has types for pages that fit the example of docs/library.md', async () => {
    const [example] = codeBlocks(readDocument('docs/library.md'), 'ts');
    writeFileSync(join(project, 'page.ts'), example);
    await tsc('--noEmit', ...forBundlers, '--lib', 'es2023,dom', 'page.ts');
  });

  test('is typed without the types of Node or of browsers', async () => {
    writeFileSync(
      join(project, 'anywhere.ts'),
      `import { type Model, openDataset, type Recognition, recognize, train as trainInNode } from 'nn-digits';
import { type BlobLike, createKernels, decodeImage, recognize as recognizeInPage } from 'nn-digits/browser';
import { type ImagePixels, type Kernels, runWorker, train } from 'nn-digits/core';
import { evaluationReport, type Search } from 'nn-digits/report';

const inPage: Promise<Kernels> = createKernels({ wasm: 'kernels.wasm', worker: { href: 'threads.js' } });
type Read = Recognition | Promise<Recognition>;
export function read(model: Model, path: string, file: BlobLike, bytes: Uint8Array, pixels: ImagePixels): Read[] {
  const promised: Promise<Recognition>[] = [recognize(path, model), recognize(bytes, model)];
  promised.push(recognizeInPage(file, model), recognizeInPage(bytes, [model]));
  const atOnce: Recognition[] = [recognize(pixels, model), recognizeInPage(pixels, model)];
  return [...promised, ...atOnce];
}
export type { Search };
export { decodeImage, evaluationReport, inPage, openDataset, runWorker, train, trainInNode };
`,
    );
    await tsc('--noEmit', ...forNode, '--lib', 'es2023', 'anywhere.ts');
  });

  test('starts nothing and loads no decoder when imported', async () => {
    const program = `
      await import('nn-digits');
      const { sharedObjects, workers } = process.report.getReport();
      const decoders = sharedObjects.filter((name) => name.includes('sharp'));
      console.log(JSON.stringify({ decoders, workers }));`;
    const printed = await run(project, process.execPath, '--input-type=module', '--eval', program);
    expect(JSON.parse(printed)).toEqual({ decoders: [], workers: [] });
  });
});
