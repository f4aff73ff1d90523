/** Generated tables in a document, between `<!-- name -->` and `<!-- end of name -->`. */

import { readFileSync, writeFileSync } from 'node:fs';

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)}%`;

/** @throws Error if the document does not have these markers */
export function writeBlock(path: string, name: string, content: string): void {
  const text = readFileSync(path, 'utf8');
  const [start, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`${path}: has no place for ${name}`);
  writeFileSync(path, `${text.slice(0, from + start.length)}\n${content}\n\n${text.slice(to)}`);
}
