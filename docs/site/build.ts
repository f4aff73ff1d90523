/**
 * `npm run docs`: builds README, tour and reference into docs/site/dist, a static site for any web host, with the page of
 * `nn serve` as a live demo below demo/. `DOCS_BASE=/nn/` sets the path that it will be served under.
 *
 * A link to a document becomes one to its page, a link to another file one to a copy of it. The build fails where a link leads
 * nowhere.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import buildTool from '../../build.ts';
import { pages, root } from './pages.ts';

const site = fileURLToPath(new URL('.', import.meta.url));
const work = join(site, '.pages');
const publicFolder = join(work, 'public');

const failures: string[] = [];

/** The address of what a document links to. @param path of the document, in the repository */
function address(path: string, link: string): string {
  if (/^[a-z]+:/.test(link) || link.startsWith('#')) return link;
  const [file, anchor] = link.split('#');
  const target = posix.normalize(posix.join(posix.dirname(path), file)).replace(/\/$/, '');
  const page = pages.get(target);
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  if (page !== undefined) {
    if (anchor !== undefined && !anchors(target).has(anchor))
      failures.push(`${path}: ${link}: no such heading`);
    return `/${page}${suffix}`;
  }
  if (!existsSync(join(root, target))) {
    failures.push(`${path}: ${link}: no such file`);
    return link;
  }
  if (statSync(join(root, target)).isDirectory()) return '';
  // A browser would take .ts for a video; text is what it is to be read as.
  const name = /\.(?:png|jpe?g|svg)$/.test(target) ? target : `${target}.txt`;
  mkdirSync(dirname(join(publicFolder, 'files', name)), { recursive: true });
  copyFileSync(join(root, target), join(publicFolder, 'files', name));
  return `/files/${name}`;
}

/** Of the headings of a document, as both GitHub and VitePress make them from plain words. */
function anchors(path: string): Set<string> {
  const headings = readFileSync(join(root, path), 'utf8').matchAll(/^#+ (.*)$/gm);
  return new Set(
    Array.from(headings, ([, text]) =>
      text
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The same document, with addresses of the site. */
function rewritten(path: string): string {
  const text = readFileSync(join(root, path), 'utf8');
  const parts = text.split(/(^```.*?^```$)/ms);
  return parts
    .map((part) => (part.startsWith('```') ? part : rewrittenLinks(path, part)))
    .join('')
    .replace(/^```$\n\$ /gm, '```console\n$ ');
}

function rewrittenLinks(path: string, text: string): string {
  return text
    .replaceAll(
      /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g,
      (_, image: string, words: string, link: string) => {
        const to = address(path, link);
        if (to === '') return words; // a folder: the site has no page for it
        const download = to.startsWith('/files/') && image === '' ? '{target="_self"}' : '';
        return `${image}[${words}](${to})${download}`;
      },
    )
    .replaceAll(/src="([^"]+)"/g, (_, link: string) => `src="${address(path, link)}"`);
}

await buildTool();
rmSync(work, { recursive: true, force: true });
for (const [path, page] of pages) {
  mkdirSync(dirname(join(work, page)), { recursive: true });
  writeFileSync(join(work, page), rewritten(path));
}
if (failures.length > 0) {
  console.error(failures.join('\n'));
  process.exit(1);
}
cpSync(join(root, 'dist', 'web'), join(publicFolder, 'demo'), { recursive: true });
const vitepress = join(site, 'node_modules', 'vitepress', 'bin', 'vitepress.js');
const { status } = spawnSync(process.execPath, [vitepress, 'build'], { cwd: site, stdio: 'inherit' });
process.exitCode = status ?? 1;
