/** The script of the command line, and the compiled code that is kept for it. */
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import zlib from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { root } from '../support/markdown.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { noPosix } from '../support/system.ts';
import { bin, nnFrom, type Outcome } from './support/nn.ts';

const folder = suiteFolder();
const run = (...args: readonly string[]): Promise<Outcome> =>
  nnFrom(bin, args, { cwd: folder, env: { NODE_COMPILE_CACHE: folder } });
const complete = (): Promise<Outcome> => run('completion', 'bash');

/** The one file of compiled code of `nn completion`. */
function codeFile(): string {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const [file, ...others] = found.filter((name) => name.endsWith('-completion'));
  expect(others).toEqual([]);
  return join(folder, file);
}

// Node has zlib.crc32 since 20.15
describe.skipIf(!('crc32' in zlib))('compiled code', () => {
  let first: Outcome;

  beforeAll(async () => {
    first = await complete();
  });

  test('is kept by the first run, and answers the same in the second', async () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const { ino } = statSync(codeFile());
    expect(await complete()).toEqual(first);
    expect(statSync(codeFile()).ino).toBe(ino);
  });

  test.each([
    ['damaged', (bytes: Buffer) => bytes.fill(255, bytes.length >> 1, (bytes.length >> 1) + 9)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['of another script', (bytes: Buffer) => bytes.fill(1, 0, 4)],
  ])('that is %s is written anew', async (_, spoil) => {
    const file = codeFile();
    const spoilt = spoil(readFileSync(file));
    writeFileSync(file, spoilt);
    expect(await complete()).toEqual(first);
    expect(readFileSync(file).equals(spoilt)).toBe(false);
  });

  test.skipIf(noPosix)('that others can write is not run', async () => {
    const file = codeFile();
    const spoilt = Buffer.from('anything');
    writeFileSync(file, spoilt);
    chmodSync(dirname(file), 0o777);
    expect(await complete()).toEqual(first);
    expect(readFileSync(file)).toEqual(spoilt);
    chmodSync(dirname(file), 0o700);
  });

  test('is kept in a folder whose parents do not exist', async () => {
    const deep = join(folder, 'not', 'yet', 'there');
    const args = ['completion', 'bash'];
    expect(await nnFrom(bin, args, { cwd: folder, env: { NODE_COMPILE_CACHE: deep } })).toEqual(first);
    const files = readdirSync(deep, { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('-completion'))).toHaveLength(1);
    rmSync(join(folder, 'not'), { recursive: true });
  });

  test('that was left behind long ago is removed when another is kept, and no earlier', async () => {
    const file = codeFile();
    const left = ['v1.0.0-x64-completion', 'v1.0.0-x64-predict-123'].map((name) => join(dirname(file), name));
    const recent = `${file}-123`;
    await complete(); // keeps the file again, if a test before this one has damaged it
    for (const path of [...left, recent]) writeFileSync(path, '');
    for (const path of left) utimesSync(path, 1, 1);
    await complete();
    expect(left.map((path) => existsSync(path))).toEqual([true, true]);
    rmSync(file);
    await complete();
    expect([file, recent, ...left].map((path) => existsSync(path))).toEqual([true, true, false, false]);
    rmSync(recent);
  });

  test('is not needed: its folder may be a file', async () => {
    const place = dirname(codeFile());
    renameSync(place, `${place}-aside`);
    writeFileSync(place, '');
    expect(await complete()).toEqual(first);
    rmSync(place);
    renameSync(`${place}-aside`, place);
  });

  test('is not needed: its folder cannot be made', async () => {
    const nowhere = await nnFrom(bin, ['completion', 'bash'], {
      cwd: folder,
      env: {
        NODE_COMPILE_CACHE: process.platform === 'linux' ? '/proc/nowhere' : join(folder, 'no', 'where'),
      },
    });
    expect(nowhere).toEqual(first);
  });

  test('is not kept of a command that does not exist', async () => {
    expect((await run('compleat')).code).toBe(2);
    expect(readdirSync(dirname(codeFile()))).toHaveLength(1);
  });
});

test('what is imported only when needed is found from the script, compiled now or before', async () => {
  const report = await run('inspect', join(root, 'models/digits.json'), '--report', 'report.html');
  expect(report).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain('<svg');
  const listed = await run('data', 'list');
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(await run('data', 'list')).toEqual(listed);
});
