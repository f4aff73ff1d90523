/** Lists of labels for images in a single folder: `labels.csv` with lines such as `a.png,3`. */

import { digitOfName } from './digit-names.ts';

interface LabelledPath {
  readonly path: string;
  readonly label: number;
}

export interface LabelList {
  readonly files: readonly LabelledPath[];
  /** Lines that cannot be used, with the reason. */
  readonly problems: readonly string[];
}

const NAME =
  /^((train|training|image|digit)[-_ ]?)?(labels?|annotations?|metadata|train|index)\.(csv|tsv|txt)$/i;

/** A list has a file name and a label, and few other columns; a file of pixels has hundreds. */
const MOST_COLUMNS = 6;

const FILE_COLUMN = /file|image|name|path|^id$/i;
const LABEL_COLUMN = /label|class|digit|target/i;

/** Whether a file may be a list of labels; its first line decides. */
export function isLabelListName(name: string): boolean {
  return NAME.test(name);
}

/** @param text the beginning of the file */
export function isLabelList(text: string): boolean {
  const columns = split(text.split(/\r?\n/, 1)[0]).length;
  return columns >= 2 && columns <= MOST_COLUMNS;
}

/** Paths are shorter; a longer line is none of a list. */
const LONGEST_LINE = 1 << 14;

const QUOTED = /"((?:[^"]|"")*)"/y;

/** The values of a line; quoted ones may contain the separator (RFC 4180). */
function split(line: string): string[] {
  if (line.length > LONGEST_LINE) return [line];
  const bare = line.replace(/"(?:[^"]|"")*"/g, '');
  const mark = [',', ';', '\t'].find((one) => bare.includes(one));
  if (mark === undefined && !line.includes('"')) return line.split(/\s+/);
  const values: string[] = [];
  for (let at = 0; at <= line.length; at++) {
    while (line[at] === ' ') at++;
    QUOTED.lastIndex = at;
    const quoted = QUOTED.exec(line);
    const start = quoted === null ? at : QUOTED.lastIndex;
    const found = line.indexOf(mark ?? ' ', start);
    const end = found < 0 ? line.length : found;
    values.push(quoted === null ? line.slice(at, end).trim() : quoted[1].replaceAll('""', '"'));
    at = end;
  }
  return values;
}

/**
 * The images that a list names, in the order of their paths. Names are paths or base names, with or without extension.
 *
 * @param file the list's name, and `folder` that of the images, for messages
 * @param paths of the images, relative to the list, separated by slashes
 */
export function readLabelList(
  text: string,
  file: string,
  folder: string,
  paths: readonly string[],
): LabelList {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(split);
  const [head = []] = lines;
  const images = imagesByName(paths);
  const fileColumn = columnOfFiles(lines, images);
  const named = head.findIndex((name, n) => n !== fileColumn && LABEL_COLUMN.test(name));
  const digits = [fileColumn + 1, ...head.keys()].find(
    (n) => n !== fileColumn && digitOfName((lines[1] ?? head)[n] ?? '') !== null,
  );
  const labelColumn = named >= 0 ? named : (digits ?? (fileColumn === 0 ? 1 : 0));
  const hasNames = digitOfName(head[labelColumn] ?? '') === null;
  const labels = new Map<string, number>();
  const problems: string[] = [];
  for (const [n, values] of lines.entries()) {
    const isEmpty = values.length === 1 && values[0] === '';
    if (isEmpty || (n === 0 && hasNames)) continue;
    const [name = '', label = ''] = [values[fileColumn], values[labelColumn]];
    const digit = digitOfName(label.replace(/^(\d)\.0+$/, '$1'));
    const path = images.get(withSlashes(name));
    if (digit === null)
      problems.push(`${file}: line ${n + 1} has a label of "${label.slice(0, 40)}", expected 0 to 9`);
    else if (path === undefined)
      problems.push(`${file}: line ${n + 1} names "${name.slice(0, 80)}", which is no image in ${folder}`);
    else labels.set(path, digit);
  }
  const files = [...labels].map(([path, label]) => ({ path, label }));
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), problems };
}

const withSlashes = (name: string): string => name.replaceAll('\\', '/').replace(/^\.\//, '');

/** By the images that the first lines name, or else by the header; a label may be the name of an image, too. */
function columnOfFiles(lines: readonly (readonly string[])[], images: ReadonlyMap<string, string>): number {
  const isImage = (value: string): boolean => images.has(withSlashes(value));
  const [head = []] = lines;
  const found = [
    ...lines
      .slice(0, 2)
      .map((line) => line.findIndex((value) => isImage(value) && digitOfName(value) === null)),
    head.findIndex((name) => FILE_COLUMN.test(name) && !LABEL_COLUMN.test(name)),
  ];
  return found.find((column) => column >= 0) ?? 0;
}

/** Maps each path and base name, with and without extension, to the path; the first one of a name wins. */
function imagesByName(paths: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const withoutExtension = (path: string): string => path.replace(/(?<=[^/])\.[^./]*$/, '');
  const forms: ((path: string) => string)[] = [
    (path) => path,
    baseName,
    withoutExtension,
    (path) => withoutExtension(baseName(path)),
  ];
  for (const form of forms) {
    for (const path of paths) {
      const name = form(path);
      if (!found.has(name)) found.set(name, path);
    }
  }
  return found;
}
