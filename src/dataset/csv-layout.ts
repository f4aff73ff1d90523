/**
 * Detects the layout of a CSV file of digits from its first lines: the separator, whether there is a header, the
 * columns of the label and of an index, and whether pixels range from 0 to 255 or from 0 to 1.
 */

import { DataError } from '../errors.ts';
import { IMAGE_PIXELS, IMAGE_WIDTH } from './dataset.ts';

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
  const isClosed =
    mark !== ' ' &&
    lines.slice(0, MOST_LINES).every(({ line }) => line.replace(/[\r ]+$/, '').endsWith(mark));
  const split = (line: string): string[] => {
    const values = mark === ' ' ? line.trim().split(/ +/) : line.replace(/\r$/, '').split(mark);
    return (isClosed ? values.slice(0, -1) : values).map((text) => unquoted(text) ?? text);
  };
  const names = split(first.line);
  const separator = mark.charCodeAt(0);
  const hasNames = areNames(names, separator);
  const rows = lines
    .slice(hasNames ? 1 : 0, MOST_LINES)
    .map(({ line }) => split(line).map((text) => numberOf(text, separator)));
  const roles = hasNames ? namedRoles(names) : unnamedRoles(names.length, rows);
  if (roles === undefined) {
    if (hasNames && names.length === IMAGE_PIXELS + 1) throw noLabelName(file, first.number);
    throw wrongCount(file, first.number, names.length);
  }
  const isUnit = arePixelsUnit(rows, roles);
  const label = roles.indexOf(LABEL);
  const remarks = [
    remark,
    label > 1 ? `the label is column ${label + 1}${label === roles.length - 1 ? ', the last' : ''}` : '',
    roles.includes(IGNORED) ? `column ${roles.indexOf(IGNORED) + 1} is an index` : '',
    isUnit ? 'pixels from 0 to 1' : '',
    roles.filter((role) => role >= 0).some((role, n) => role !== n) && hasNames
      ? 'pixels are in the order of the numbers in their names'
      : '',
  ];
  return {
    separator,
    hasNames,
    roles: isClosed ? Int16Array.of(...roles, IGNORED) : roles,
    isUnit,
    remarks: remarks.filter((text) => text !== ''),
  };
}

/** Whether a text begins with a line of as many values as an image has pixels. */
export function areRows(head: string): boolean {
  const line = head.split('\n').find((line) => line.trim() !== '') ?? '';
  return SEPARATORS.some(([mark]) => valuesOf(line, mark).length >= IMAGE_PIXELS);
}

const valuesOf = (line: string, mark: string): string[] => line.trim().split(mark === ' ' ? / +/ : mark);

export function wrongCount(file: string, line: number, count: number): DataError {
  const got = count === 1 ? '1 value' : `${count} values`;
  return new DataError(
    `${file}: line ${line} has ${got}, and it must have ${IMAGE_PIXELS + 1}: a label and ${IMAGE_PIXELS} pixels`,
  );
}

function noLabelName(file: string, line: number): DataError {
  return new DataError(
    `${file}: line ${line} has names of columns, or no numbers, and none of them is "label"; call the column of the labels so`,
  );
}

/** That which makes most numbers of a line: a comma may be the decimal mark. */
function separatorOf(line: string): (typeof SEPARATORS)[number] {
  const numbers = ([mark]: (typeof SEPARATORS)[number]): number =>
    valuesOf(line, mark).filter((text) => !Number.isNaN(numberOf(unquoted(text) ?? text, mark.charCodeAt(0))))
      .length;
  const possible = SEPARATORS.filter(([mark]) => valuesOf(line, mark).length >= IMAGE_PIXELS);
  if (possible.length < 2) return possible[0] ?? SEPARATORS[0];
  return possible.reduce((best, one) => (numbers(one) > numbers(best) ? one : best));
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
  if (pixel !== IMAGE_PIXELS) return undefined;
  const numbered = pixelNumbers(names.filter((_, n) => roles[n] >= 0));
  return numbered === null ? roles : roles.map((role) => (role < 0 ? role : numbered[role]));
}

/**
 * The pixels that names state, which may be in another order: `pixel0`, `pixel1`, `pixel10`, ... if they were sorted,
 * or `1x1`, row and column. Null if they are not those of all pixels.
 */
function pixelNumbers(names: readonly string[]): readonly number[] | null {
  const numbers = names.map((name) => {
    const [, row, column, number] = /^(\d+)x(\d+)$|(\d+)$/i.exec(name) ?? [];
    return number === undefined ? (Number(row) - 1) * IMAGE_WIDTH + Number(column) - 1 : Number(number);
  });
  const first = Math.min(...numbers);
  const isWhole = new Set(numbers).size === IMAGE_PIXELS && Math.max(...numbers) === first + IMAGE_PIXELS - 1;
  return isWhole ? numbers.map((number) => number - first) : null;
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
