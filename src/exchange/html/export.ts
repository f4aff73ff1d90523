/**
 * Exports the page of `nn serve` as a single file that contains the model and opens without a server or a network. It
 * is the unmodified built page; everything that it would fetch, and the scripts of its workers, are embedded, and
 * `offline.ts` serves them.
 */

import { gzipSync } from 'fflate';
import { SystemError } from '../../errors.ts';
import type { Model } from '../../network/model.ts';
import { formatModel } from '../../network/model-file.ts';
import { base64 } from '../base64.ts';
import { nameModel } from './name-model.ts';
import { BASE, offline } from './offline.ts';

/** The built page. */
export interface PageFiles {
  /** index.html */
  readonly html: string;
  /** By their names in assets/. */
  readonly assets: ReadonlyMap<string, Uint8Array>;
}

const SCRIPT = /<script type="module"[^>]* src="\.\/assets\/([\w.-]+)"><\/script>\s*/;
const STYLE = /<link rel="stylesheet"[^>]* href="\.\/assets\/([\w.-]+)">/;
const MODEL = /^digits-[\w-]+\.json$/;
/** Not needed: a page opened from a file has a single thread. */
const THREADS = /^worker-host-/;

/**
 * @param name what the page calls the model; null for the one that ships with nn
 * @throws SystemError if the page does not have the expected structure
 */
export function* exportHtml(
  model: Model,
  { html, assets }: PageFiles,
  name: string | null = null,
): Generator<string> {
  const part = (pattern: RegExp): string => {
    const name = pattern.exec(html)?.[1] ?? '';
    const bytes = assets.get(name);
    if (bytes === undefined) throw new SystemError('the page is not as it was built: run `npm run build`');
    return new TextDecoder().decode(bytes);
  };
  const [script, style] = [part(SCRIPT), part(STYLE)];
  const files = JSON.stringify(filesOf(model, assets)).replaceAll('<', '\\u003c');
  const [head, body] = (name === null ? html : nameModel(html, name))
    .replace(SCRIPT, '')
    .replace(STYLE, () => `<style>\n${style}</style>`)
    .split('</body>');
  yield head;
  yield `<script type="application/json" id="nn-files">${files}</script>\n`;
  yield `<script>\n${offline}\noffline(JSON.parse(document.getElementById('nn-files').textContent));\n</script>\n`;
  yield `<script type="module">\n${within(script).replaceAll(/<(\/script|!--)/gi, '\\x3c$1')}\n</script>\n`;
  yield `</body>${body ?? ''}`;
}

interface Files {
  readonly scripts: Record<string, string>;
  /** gzip, base64-encoded. */
  readonly data: Record<string, string>;
}

function filesOf(model: Model, assets: PageFiles['assets']): Files {
  const files: Files = { scripts: {}, data: {} };
  for (const [name, bytes] of assets) {
    if (THREADS.test(name) || /^index-/.test(name)) continue;
    if (name.endsWith('.js')) files.scripts[name] = within(new TextDecoder().decode(bytes));
    else if (/\.(json|wasm|bin)$/.test(name)) {
      const content = MODEL.test(name) ? new TextEncoder().encode([...formatModel(model)].join('')) : bytes;
      files.data[name] = base64(gzipSync(content, { level: 9, mtime: 0 }));
    }
  }
  return files;
}

/** Removes the URL of a script, which an embedded script does not have. */
function within(script: string): string {
  return script
    .replaceAll('import.meta.url', BASE)
    .replaceAll(/import\(([`'"])\.\/([\w.-]+\.js)\1\)/g, 'import(offlineScript("$2"))');
}
