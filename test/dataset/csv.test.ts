import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvReader } from '../../src/dataset/csv.ts';
import { DataError } from '../../src/errors.ts';
import { openDataset } from '../../src/node/dataset/open.ts';
import { dataErrorOf } from '../support/data-error.ts';
import { madeImages } from '../support/made-digits.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const made = madeImages(5);

/** Line n of the made images; `around` is what to write instead of a value. */
function row(n: number, around: (value: number) => string = String): string {
  const pixels = made.images.subarray(n * 784, (n + 1) * 784);
  return [made.labels[n], ...pixels].map(around).join(',');
}

const rows = (around?: (value: number) => string): string[] => [0, 1, 2, 3, 4].map((n) => row(n, around));
const HEADER = ['label', ...Array.from({ length: 784 }, (_, n) => `pixel${n}`)].join(',');

function read(text: string | Uint8Array, limit?: number) {
  const reader = new CsvReader('it.csv', limit);
  reader.push(typeof text === 'string' ? Buffer.from(text) : text);
  return reader.finish();
}

const expectMade = (images: ReturnType<typeof read>): void => {
  expect(images.count).toBe(5);
  expect(Buffer.from(images.images).equals(Buffer.from(made.images))).toBe(true);
  expect(Buffer.from(images.labels).equals(Buffer.from(made.labels))).toBe(true);
};

describe('the same digits are read', () => {
  test.each<[string, string]>([
    ['from bare lines', rows().join('\n')],
    ['with a last line end', `${rows().join('\n')}\n`],
    ['with a line of names', [HEADER, ...rows()].join('\n')],
    ['with quoted names', [HEADER.replace(/\w+/g, '"$&"'), ...rows()].join('\n')],
    ['as Windows ends lines', `${[HEADER, ...rows()].join('\r\n')}\r\n`],
    ['with a byte order mark', `\ufeff${rows().join('\n')}`],
    ['with a byte order mark and names', `\ufeff${[HEADER, ...rows()].join('\n')}`],
    ['with empty lines', `\n\n${rows().join('\n\n')}\n \n`],
    ['with spaces', rows((value) => ` ${value}\t`).join('\n')],
    ['with quotes', rows((value) => `"${value}"`).join('\n')],
    ['with both', rows((value) => ` " ${value} " `).join('\n')],
    ['as NumPy writes them', rows((value) => value.toExponential(18)).join('\n')],
    ['with signs', rows((value) => `+${value}`).join('\n')],
    ['with leading zeros', rows((value) => `0000${value}`).join('\n')],
  ])('%s', (_name, text) => {
    expectMade(read(text));
  });

  test('however the bytes are cut into pieces', () => {
    const bytes = Buffer.from(
      [HEADER, ...rows((value) => (value % 3 === 0 ? `"${value}"` : ` ${value}`))].join('\r\n'),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const reader = new CsvReader('it.csv');
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        for (const [k, end] of ends.entries()) reader.push(bytes.subarray(ends[k - 1] ?? 0, end));
        expectMade(reader.finish());
      }),
      { numRuns: 30, seed: 3 },
    );
  });
});

describe('a line that is wrong is named, with what is wrong', () => {
  const changed = (n: number, column: number, value: string): string => {
    const lines = rows().map((line) => line.split(','));
    lines[n][column] = value;
    return lines.map((line) => line.join(',')).join('\n');
  };
  const longest = 'x'.repeat(100);

  test.each<[string, string, string]>([
    [
      'a pixel above 255',
      changed(1, 3, '256'),
      'line 2 has pixel 2 of "256", and it must be a whole number from 0 to 255',
    ],
    ['a large pixel', changed(1, 3, '4294967296'), 'line 2 has pixel 2 of "4294967296", and it must'],
    ['a negative pixel', changed(0, 1, '-1'), 'line 1 has pixel 0 of "-1", and it must be a whole number'],
    ['a fraction', changed(4, 784, '0.5'), 'line 5 has pixel 783 of "0.5", and it must be a whole number'],
    ['two numbers', changed(4, 784, '1 2'), 'line 5 has pixel 783 of "1 2", and it must be a whole number'],
    [
      'text after quotes',
      changed(4, 784, '"1"2'),
      'line 5 has pixel 783 of "12", and it must be a whole number',
    ],
    ['nothing', changed(2, 7, ''), 'line 3 has pixel 6 of "", and it must be a whole number'],
    [
      'a label of 10',
      changed(3, 0, '10'),
      'line 4 has a label of "10", and it must be a whole number from 0 to 9',
    ],
    ['a label of text', changed(3, 0, 'seven'), 'line 4 has a label of "seven", and it must'],
    ['a long value', changed(3, 5, longest), `line 4 has pixel 4 of "${'x'.repeat(64)}...", and it must`],
    [
      'too few values',
      [row(0), '1,2'].join('\n'),
      'line 2 has 2 values, and it must have 785: a label and 784 pixels',
    ],
    [
      'too many values',
      [row(0), `${row(1)},0`].join('\n'),
      'line 2 has more than 785 values: a label and 784 pixels',
    ],
    ['another separator', rows().join('\n').replaceAll(',', '|'), 'line 1 has 1 value, and it must have 785'],
    [
      'names without a label',
      `${HEADER.slice(6)}\n${row(0).slice(2)}`,
      'line 2 has 784 values, and it must have 785: a label and 784 pixels; `nn predict` reads such files',
    ],
    [
      'fewer names than values',
      `${HEADER.slice(6)}\n${row(0)}`,
      'line 2 has more than 784 values: 784 pixels',
    ],
    ['a name too many', `${HEADER},more\n${row(0)},1`, 'line 1 has 786 values, and it must have 785'],
    ['a file without line ends', '1,'.repeat(200_000), 'line 1 is longer than 65536 bytes, and it must be'],
    [
      'a line that does not end',
      `${rows().join('\n')}\n${'1,'.repeat(200_000)}`,
      'line 6 is longer than 65536 bytes, and it must be',
    ],
  ])('%s', async (_name, text, message) => {
    expect(await dataErrorOf(() => read(text))).toContain(`it.csv: ${message}`);
  });

  test('an empty file, and one of names alone', async () => {
    for (const text of ['', '\n\n', HEADER]) {
      expect(await dataErrorOf(() => read(text))).toBe('it.csv holds no digits; check the file');
    }
  });

  test('more images than there may be', async () => {
    expect(read(rows().join('\n'), 5).count).toBe(5);
    expect(await dataErrorOf(() => read(rows().join('\n'), 4))).toBe(
      'it.csv holds more than 4 images; use a part of it, or unpack it if it is packed',
    );
  });

  test('any change is read or is a DataError', () => {
    const bytes = Buffer.from([HEADER, ...rows()].join('\n'));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }), (changes) => {
        const out = Buffer.from(bytes);
        for (const [at, value] of changes) out[at % out.length] = value;
        try {
          const { count, labels } = read(out);
          expect(count).toBeLessThanOrEqual(5);
          expect(labels.every((label) => label < 10)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 300, seed: 4 },
    );
  });
});

describe('CSV files are opened', () => {
  test('by their name, gzipped or not, as the part that is asked for', async () => {
    const folder = temporaryFolder();
    const text = [HEADER, ...rows()].join('\n');
    writeFileSync(join(folder, 'digits.csv'), text);
    writeFileSync(join(folder, 'packed.CSV.gz'), gzipSync(text));
    for (const name of ['digits.csv', 'packed.CSV.gz']) {
      const path = join(folder, name);
      const { name: named, train, test: tests } = await openDataset(path);
      expect([named, tests]).toEqual([path, null]);
      expectMade(train!);
      expectMade((await openDataset(path, { test: true })).test!);
    }
    const path = join(folder, 'digits.csv');
    expect(await dataErrorOf(() => openDataset(path, { train: true, test: true }))).toBe(
      `${path} has no train/test split: give a folder that holds train.csv and test.csv`,
    );
  });

  test('by the folder that holds them', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'mnist_train.csv.gz'), gzipSync(rows().join('\n')));
    expect(await dataErrorOf(() => openDataset(folder, { test: true }))).toBe(
      `${folder} has no test part: looked for test.csv or mnist_test.csv (or either with .gz); ` +
        `or name ${folder}/mnist_train.csv.gz itself`,
    );
    writeFileSync(join(folder, 'mnist_test.csv'), row(3));
    const { train, test: tests } = await openDataset(folder);
    expectMade(train!);
    expect(Array.from(tests!.labels)).toEqual([3]);
    expect((await openDataset(folder, { test: true })).train).toBeNull();
  });

  test('and damage to a gzipped one is told', async () => {
    const path = join(temporaryFolder(), 'digits.csv.gz');
    const packed = gzipSync(rows().join('\n'));
    writeFileSync(path, packed.subarray(0, packed.length - 100));
    expect(await dataErrorOf(() => openDataset(path))).toBe(
      `${path} is cut short: its gzip data end early; download the file again`,
    );
    packed[packed.length - 200] ^= 255;
    writeFileSync(path, packed);
    expect(await dataErrorOf(() => openDataset(path))).toMatch(
      /damaged: its gzip data are not valid|line \d+ has/,
    );
    const absent = join(temporaryFolder(), 'absent.csv');
    expect(await dataErrorOf(() => openDataset(absent))).toContain('there is no such name');
  });
});
