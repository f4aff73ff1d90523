/** What documents promise, so that tests can hold them to it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** A file of the repository, by its path from the top. */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The fenced blocks of a language, in order; '' for those that name none. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...blocks].filter((block) => block[1] === language).map((block) => block[2]);
}

/** What is written `like this` outside fenced blocks. */
export function inlineCode(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```$/gms, '');
  return Array.from(text.matchAll(/`([^`\n]+)`/g), (match) => match[1]);
}

/** The cells of all rows of tables whose first cell fits. */
export function tableRows(markdown: string, first: RegExp): string[][] {
  const rows = Array.from(markdown.matchAll(/^\| (.*) \|$/gm), (match) => match[1].split(' | '));
  return rows.filter((cells) => first.test(cells[0]));
}
