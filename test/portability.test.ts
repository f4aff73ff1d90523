/** Linux, macOS and Windows, x64 and arm64: nothing in the repository rests on one of them without saying so. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './support/markdown.ts';
import { trackedFiles } from './support/tracked-files.ts';

const platforms = ['linux', 'darwin', 'win32'].flatMap((os) => ['x64', 'arm64'].map((cpu) => ({ os, cpu })));

interface LockedPackage {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
}

describe.each([
  ['package-lock.json', ['sharp', '@biomejs/biome', 'typescript', 'esbuild', 'rolldown', 'lightningcss']],
  ['docs/site/package-lock.json', ['esbuild', 'rollup']],
])('%s', (lock, native) => {
  const { packages } = JSON.parse(readFileSync(join(root, lock), 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const locked = Object.entries(packages).filter(([path]) => path !== '');

  /** As Node resolves it: nested below who asks for it, or below one of the folders around. */
  function find(from: string, name: string): LockedPackage | undefined {
    for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
      const found = packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`];
      if (found !== undefined || folder === '') return found;
    }
  }

  test('lists every dependency, also the optional ones of other platforms', () => {
    const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies })
        .filter((name) => find(path, name) === undefined)
        .map((name) => `${path} needs ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test.each(native)('has a binary of %s for every platform', (name) => {
    const path = `node_modules/${name}`;
    const choices = Object.keys(packages[path].optionalDependencies ?? {}).map((name) => find(path, name)!);
    for (const { os, cpu } of platforms) {
      const fits = choices.filter((choice) => choice.os?.includes(os) && choice.cpu?.includes(cpu));
      expect(fits.length, `${name} on ${os} ${cpu}`).toBeGreaterThan(0);
    }
  });

  test('names no registry but the default one, and pins the content of every package', () => {
    const elsewhere = locked.filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([path]) => path)).toEqual([]);
    expect(
      locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path),
    ).toEqual([]);
  });
});

test('the scripts of package.json run in cmd too: programs and &&, without quotes, variables or POSIX programs', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const started = /^(?:tsx|tsc|vitest|biome|npm) [\w./: -]+$/;
  const others = Object.entries(scripts).filter(
    ([, script]) => !script.split(' && ').every((command) => started.test(command)),
  );
  expect(others).toEqual([]);
});

const files = trackedFiles() ?? [];
const sources = files
  .filter((name) => /\.(ts|js)$/.test(name) && name !== 'test/portability.test.ts')
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));

/** Programs that tests and benchmarks start by name; all are plain binaries wherever they exist. */
const allowed = new Set(['git', 'python3', 'sh', 'bash', 'mkfifo', 'gcc', 'g++', 'clang', 'zsh', 'fish']);
const posix = new Set(['sh', 'bash', 'mkfifo']);

/** What is handed to a function that starts a process, where it is a name in quotes. */
function startedByName(text: string): string[] {
  return Array.from(
    text.matchAll(
      /\b(?:spawn|spawnSync|execFile|execFileSync|exec|execSync|run)\)?\(\s*['"`]([^'"`]*)['"`]/g,
    ),
    (match) => match[1],
  ).filter((name) => name !== '');
}

describe.skipIf(files.length === 0)('the sources', () => {
  test('start no program by a bare name, outside tests and benchmarks', () => {
    const product = sources.filter(({ name }) => !/^(test|bench|study)\//.test(name));
    expect(product.filter(({ text }) => startedByName(text).length > 0).map(({ name }) => name)).toEqual([]);
  });

  test('start only programs by name that are no scripts on Windows', () => {
    const found = sources.flatMap(({ name, text }) =>
      startedByName(text)
        .filter((program) => !allowed.has(program) && /\b(spawn|exec)/.test(text))
        .map((program) => `${name}: ${program}`),
    );
    expect(found).toEqual([]);
  });

  test('skip, and say so, where a POSIX program is needed and the system has none', () => {
    const found = sources.filter(
      ({ text }) => startedByName(text).some((program) => posix.has(program)) && !text.includes('noPosix'),
    );
    expect(found.map(({ name }) => name)).toEqual([]);
  });

  test('make paths with node:path and file URLs with node:url', () => {
    const found = sources.filter(
      ({ text }) =>
        /\bimport\.meta\.url\)\s*\.pathname/.test(text) ||
        /`\$\{(root|folder|cwd|directory|\w+(Root|Folder|Directory))\}[\w$/\\]/.test(text) ||
        /['"`]file:\/\/\$/.test(text) ||
        /\bimport\(\s*(join|resolve)\(/.test(text),
    );
    expect(found.map(({ name }) => name)).toEqual([]);
  });
});
