/** The documents of the repository that are pages of the site, and their addresses. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

const names = (folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .sort();

const others = [
  'CHANGELOG',
  'CONTRIBUTING',
  'SECURITY',
  'data/README',
  'models/README',
  'bench/results',
  'examples/README',
];

/** From the path of the document in the repository to that of its page. */
export const pages: ReadonlyMap<string, string> = new Map([
  ['README.md', 'index.md'],
  ['README.zh-CN.md', 'zh/index.md'],
  ...['docs/tour', 'docs/tour/zh-CN'].flatMap((folder) =>
    names(folder).map((name): [string, string] => [
      posix.join(folder, name),
      `${folder.endsWith('zh-CN') ? 'zh/' : ''}tour/${name.replace('README', 'index')}`,
    ]),
  ),
  ...names('docs').map((name): [string, string] => [`docs/${name}`, `docs/${name}`]),
  ...others.map((name): [string, string] => [`${name}.md`, `${name}.md`]),
]);

interface Item {
  readonly text: string;
  readonly link: string;
}

function item(path: string, page: string): Item {
  const [, title] = /^# (.*)$/m.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  return { text: title ?? page, link: `/${page.replace(/(?:index)?\.md$/, '')}` };
}

/** @param prefix `zh/` or nothing */
export function tourPages(prefix: string): Item[] {
  return [...pages]
    .filter(([, page]) => page.startsWith(`${prefix}tour/`))
    .map(([path, page]) => item(path, page))
    .sort((a, b) => (a.link < b.link ? -1 : 1));
}

export const referencePages: readonly Item[] = [...pages]
  .filter(([, page]) => /^(?:docs|examples)\//.test(page))
  .map(([path, page]) => item(path, page));
