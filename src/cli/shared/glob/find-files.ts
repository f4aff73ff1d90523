/** Finds the files whose paths match a pattern, in time proportional to the number of names looked at. */

import { type Dirent, readdirSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { cut, ImageError } from '../../../errors.ts';
import { limits } from '../../../limits/limits.ts';
import { Matcher, type Progress } from './matcher.ts';
import { type Part, parsePattern } from './parse.ts';

/**
 * The paths in no particular order, with slashes. Hidden files are found by patterns that write their point; links to
 * folders are followed unless the pattern holds `**`, which they could make endless.
 *
 * @param pattern with slashes between names, relative to the working folder, or absolute
 * @throws ImageError if more files match than a folder may hold
 */
export function findFiles(pattern: string): string[] {
  const [folder, rest] = beforeWildcards(parsePattern(pattern));
  return new Search(pattern, rest).in(folder);
}

/** The folder that is literally named at the beginning of the pattern, normalized, with a final slash; and what follows. */
function beforeWildcards(parts: readonly Part[]): [folder: string, rest: readonly Part[]] {
  const wild = parts.findIndex(({ kind }) => kind !== 'literal');
  const literal = wild < 0 ? parts : parts.slice(0, wild);
  const slash = literal.findLastIndex((part) => part.kind === 'literal' && part.text === '/');
  if (slash < 0) return ['', parts];
  const text = literal.map((part) => (part.kind === 'literal' ? part.text : '')).slice(0, slash + 1);
  return [normalized(text.join('')), parts.slice(slash + 1)];
}

/** @param folder with slashes; on Windows, two at its beginning name a server, as in `//server/share/` */
export function normalized(folder: string, isWindows: boolean = process.platform === 'win32'): string {
  const short = posix.normalize(folder);
  if (short === './') return '';
  return isWindows && /^\/\/[^/]/.test(folder) ? `/${short}` : short;
}

class Search {
  readonly #pattern: string;
  readonly #matcher: Matcher;
  readonly #followsLinks: boolean;
  readonly #found: string[] = [];

  constructor(pattern: string, parts: readonly Part[]) {
    this.#pattern = pattern;
    this.#matcher = new Matcher(parts);
    this.#followsLinks = !pattern.includes('**');
  }

  in(folder: string): string[] {
    this.#visit(folder, this.#matcher.start, 0);
    return this.#found;
  }

  #visit(folder: string, progress: Progress, depth: number): void {
    for (const entry of entriesOf(folder)) {
      const path = folder + entry.name;
      const after = this.#matcher.advance(progress, entry.name);
      const isFolder = entry.isDirectory() || (!entry.isFile() && isFolderBehind(path));
      if (!isFolder) {
        if (this.#matcher.isMatch(after)) this.#add(path);
        continue;
      }
      if (!entry.isDirectory() && !this.#followsLinks) continue;
      const inside = this.#matcher.advance(after, '/');
      if (this.#matcher.isHopeful(inside) && depth < limits.folder.depth)
        this.#visit(`${path}/`, inside, depth + 1);
    }
  }

  #add(path: string): void {
    const { names } = limits.folder;
    if (this.#found.push(path) > names)
      throw new ImageError(`${cut(this.#pattern)} matches more than ${names} files; use a narrower pattern`);
  }
}

/** None of a folder that cannot be read: a pattern asks for what is there. */
function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder === '' ? '.' : folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The target of a link, or of an entry whose type the system does not report. */
function isFolderBehind(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  } catch {
    return false; // links that form a loop: reading them will report the error
  }
}
