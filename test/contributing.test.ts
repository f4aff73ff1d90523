/** The recipes of CONTRIBUTING.md name the files that there are, and all that whoever follows them has to change. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inlineCode, readDocument, root } from './support/markdown.ts';

const recipes = readDocument('CONTRIBUTING.md')
  .split(/^### /m)
  .slice(1)
  .map((text) => ({
    title: text.slice(0, text.indexOf('\n')),
    example: /Follow `([\w-]+)`/.exec(text)?.[1] ?? 'no example',
    paths: inlineCode(text).filter((code) => /^\w[\w/.-]*\.(ts|md)$/.test(code)),
  }));

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => `src/${name.replaceAll('\\', '/')}`);

/** Files of the sources that name something, in whatever case, as a word or the start of one. */
function naming(example: string): string[] {
  const pattern = new RegExp(`\\b${example}`, 'i');
  return sources.filter((path) => pattern.test(readDocument(path)));
}

test('there are five recipes', () => {
  const kinds = ['an activation', 'an optimizer', 'a layer', 'a data set', 'a command'];
  expect(recipes.map(({ title }) => title)).toEqual(kinds.map((kind) => `Add ${kind}`));
});

describe.each(recipes)('$title', ({ title, example, paths }) => {
  test('names files that there are', () => {
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  const isKernelOrLayer = /activation|optimizer|layer/.test(title);
  test.runIf(isKernelOrLayer)('names every source file that its example is in, and no other', () => {
    expect(paths.filter((path) => path.startsWith('src/')).sort()).toEqual(naming(example).sort());
  });
});
