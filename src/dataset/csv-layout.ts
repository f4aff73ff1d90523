/**
 * Detects the layout of a CSV file of digits from its first lines: the separator, whether there is a header, the
 * columns of the label and of an index, and whether pixels range from 0 to 255 or from 0 to 1.
 */

import { DataError } from '../errors.ts';
import { IMAGE_PIXELS } from './dataset.ts';

/** The role of a column that is not a pixel. */
export const LABEL = -1;
const IGNORED = -2;
/** Without a header, the label may be the first or the last column: the other is pixel 783 or pixel 0. */
export const FIRST = -3;
export const LAST = -4;

export interface CsvLayout {
  /** The byte between two values. */
  readonly separator: number;
  readonly hasNames: boolean;
  /** For each column: the index of its pixel, or one of the above. */
  readonly roles: Int16Array;
  /** Whether pixels range from 0 to 1. */
  readonly isUnit: boolean;
  /** Phrases that describe the layout to the user. */
  readonly remarks: readonly string[];
}

/** Number of lines examined: each MNIST image has about a hundred pixels that are neither black nor white. */
const MOST_LINES = 64;

const SEPARATORS = [
  [',', ''],
  [';', 'separated by semicolons'],
  ['\t', 'separated by tabs'],
  [' ', 'separated by spaces'],
] as const;

const LABEL_NAME = /^(label|labels|class|digit|target|y)$/i;
const INDEX_NAME = /^(|unnamed: 0|index|id|image_?id|row_?id|image)$/i;

const COMMA = 44;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A value without surrounding spaces and quotes; undefined if there is a quote elsewhere. */
export function unquoted(text: string): string | undefined {
  const quoted = /^\s*"([^"]*)"\s*$/.exec(text);
  if (quoted !== null) return quoted[1].trim();
  return text.includes('"') ? undefined : text.trim();
}

/** Parses a number, with a decimal comma if that is not the separator; NaN if it is not a number. */
export function numberOf(text: string, separator: number): number {
  const point = separator === COMMA ? text : text.replace(',', '.');
  return NUMBER.test(point) ? Number(point) : Number.NaN;
}

/**
 * @param head complete lines from the beginning of the file, only a few of which are examined
 * @throws {DataError} if the number of values of the first line fits no known layout
 */
export function findLayout(head: string, file: string): CsvLayout {
  const lines = head.split('\n').flatMap((line, n) => (line.trim() === '' ? [] : [{ line, number: n + 1 }]));
  const [first] = lines;
  const [mark, remark] = separatorOf(first.line);
  const split = (line: string): string[] =>
    (mark === ' ' ? line.trim().split(/ +/) : line.replace(/\r$/, '').split(mark)).map(
      (text) => unquoted(text) ?? text,
    );
  const names = split(first.line);
  const separator = mark.charCodeAt(0);
  const hasNames = areNames(names, separator);
  const rows = lines
    .slice(hasNames ? 1 : 0, MOST_LINES)
    .map(({ line }) => split(line).map((text) => numberOf(text, separator)));
  const roles = hasNames ? namedRoles(names) : unnamedRoles(names.length, rows);
  if (roles === undefined) throw wrongCount(file, first.number, names.length);
  const isUnit = arePixelsUnit(rows, roles);
  const label = roles.indexOf(LABEL);
  const remarks = [
    remark,
    label > 1 ? `the label is column ${label + 1}${label === roles.length - 1 ? ', the last' : ''}` : '',
    roles.includes(IGNORED) ? `column ${roles.indexOf(IGNORED) + 1} is an index` : '',
    isUnit ? 'pixels from 0 to 1' : '',
  ];
  return {
    separator,
    hasNames,
    roles,
    isUnit,
    remarks: remarks.filter((text) => text !== ''),
  };
}

export function wrongCount(file: string, line: number, count: number): DataError {
  const got = count === 1 ? '1 value' : `${count} values`;
  return new DataError(
    `${file}: line ${line} has ${got}, and it must have ${IMAGE_PIXELS + 1}: a label and ${IMAGE_PIXELS} pixels`,
  );
}

function separatorOf(line: string): (typeof SEPARATORS)[number] {
  const count = (mark: string): number => line.trim().split(mark === ' ' ? / +/ : mark).length;
  return SEPARATORS.find(([mark]) => count(mark) >= IMAGE_PIXELS) ?? SEPARATORS[0];
}

/** Mostly words, or consecutive column numbers, as written by pandas. */
function areNames(values: readonly string[], separator: number): boolean {
  const isWord = (value: string): boolean => value !== '' && Number.isNaN(numberOf(value, separator));
  if (isWord(values[0]) || values.filter(isWord).length > values.length / 2) return true;
  return values.length >= IMAGE_PIXELS && values.every((value, n) => value === String(n));
}

/** Undefined if the columns other than label and index are not as many as there are pixels. */
function namedRoles(names: readonly string[]): Int16Array | undefined {
  if (!names.some((name) => LABEL_NAME.test(name)) && names.every((name, n) => name === String(n)))
    return unnamedRoles(names.length, []);
  const label = names.findIndex((name) => LABEL_NAME.test(name));
  let pixel = 0;
  const roles = Int16Array.from(names, (name, n) => {
    if (n === label) return LABEL;
    return names.length > IMAGE_PIXELS && INDEX_NAME.test(name) ? IGNORED : pixel++;
  });
  return pixel === IMAGE_PIXELS ? roles : undefined;
}

function unnamedRoles(count: number, rows: readonly (readonly number[])[]): Int16Array | undefined {
  const indexed = count === IMAGE_PIXELS + 2;
  const counts = rows.every(([index], n) => index === rows[0][0] + n) && (rows[0]?.[0] ?? 0) <= 1;
  if (indexed && !counts) return undefined;
  if (count === IMAGE_PIXELS) return Int16Array.from({ length: count }, (_, n) => n);
  if (!indexed && count !== IMAGE_PIXELS + 1) return undefined;
  const first = indexed ? 1 : 0;
  return Int16Array.from({ length: count }, (_, n) =>
    n < first ? IGNORED : n === first ? FIRST : n === count - 1 ? LAST : n - first - 1,
  );
}

/** Whether there are fractions, and no value above 1. */
function arePixelsUnit(rows: readonly (readonly number[])[], roles: Int16Array): boolean {
  let hasFraction = false;
  for (const row of rows) {
    for (const [n, value] of row.entries()) {
      if (roles[n] < 0) continue;
      if (value > 1) return false;
      hasFraction ||= value > 0 && value < 1;
    }
  }
  return hasFraction;
}
