/** Extracts code, commands and tables from documents, so that tests can check them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** Reads a file of the repository. @param path from the root */
export function readDocument(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The fenced code blocks of a language, in order; '' for those without one. */
export function codeBlocks(markdown: string, language: string): string[] {
  const blocks = markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms);
  return [...blocks].filter((block) => block[1] === language).map((block) => block[2]);
}

/** Inline code outside fenced code blocks. */
export function inlineCode(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```$/gms, '');
  return Array.from(text.matchAll(/`([^`\n]+)`/g), (match) => match[1]);
}

/** The cells of all table rows whose first cell matches. */
export function tableRows(markdown: string, first: RegExp): string[][] {
  const rows = Array.from(markdown.matchAll(/^\| (.*) \|$/gm), (match) => match[1].split(' | '));
  return rows.filter((cells) => first.test(cells[0]));
}
