/** Models that an earlier command has parsed. */
import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { drawAllographs } from '../../src/dataset/allographs/allographs.ts';
import { loadShippedModel, writeModel } from '../../src/index.ts';
import { encodePng } from '../../src/node/encode-png.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { noPosix } from '../support/system.ts';
import { bin, nnFrom, type Outcome } from './support/nn.ts';

const folder = suiteFolder();
const own = join(folder, 'own.json');
const predict = (env: Record<string, string> = {}): Promise<Outcome> =>
  nnFrom(bin, ['predict', 'digit.png', '--json', '--model', own], {
    cwd: folder,
    env: { NODE_COMPILE_CACHE: folder, ...env },
  });

const kept = (): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /model-\d+-\w+$/.test(name))
    .map((name) => join(folder, name));

// Node has zlib.crc32 since 20.15
describe.skipIf(!('crc32' in zlib))('a parsed model', () => {
  let first: Outcome;

  beforeAll(async () => {
    const { images } = drawAllographs(1, 7);
    writeFileSync(
      join(folder, 'digit.png'),
      encodePng(
        images.map((ink) => 255 - ink),
        28,
        28,
        1,
      ),
    );
    await writeModel(own, await loadShippedModel());
    first = await predict();
  });

  test('is kept, and gives the same answer', async () => {
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(kept()).toHaveLength(1);
    expect(await predict()).toEqual(first);
  });

  test.each([
    ['damaged', (bytes: Buffer) => bytes.fill(255, bytes.length >> 1, (bytes.length >> 1) + 9)],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['no model, with the right checksum', () => Buffer.alloc(8)],
  ])('that is %s is parsed again, and kept', async (_, spoil) => {
    const [file] = kept();
    const good = readFileSync(file);
    writeFileSync(file, spoil(Buffer.from(good)));
    expect(await predict()).toEqual(first);
    expect(readFileSync(file).equals(good)).toBe(true);
  });

  test.skipIf(noPosix)('is ignored if it is a pipe, and replaced', async () => {
    const [file] = kept();
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(await predict()).toEqual(first);
    expect(lstatSync(file).isFile()).toBe(true);
  });

  test('replaces a folder in its place', async () => {
    const [file] = kept();
    rmSync(file);
    mkdirSync(join(file, 'deep'), { recursive: true });
    expect(await predict()).toEqual(first);
    expect(lstatSync(file).isFile()).toBe(true);
  });

  test('is used: its weights answer, not those of the file', async () => {
    const [file] = kept();
    const good = readFileSync(file);
    const body = good.subarray(8);
    body.fill(0, body.length - 40); // the biases of the last layer
    const spoilt = Buffer.concat([Buffer.alloc(8), body]);
    spoilt.writeUInt32LE((zlib as unknown as { crc32(bytes: Uint8Array): number }).crc32(body));
    writeFileSync(file, spoilt);
    expect((await predict()).stdout).not.toBe(first.stdout);
    expect(await predict({ NODE_DISABLE_COMPILE_CACHE: '1' })).toEqual(first);
    rmSync(file);
  });

  test('of a changed file is another one', async () => {
    const text = readFileSync(own, 'utf8');
    writeFileSync(own, text.replace(/"temperature": [\d.]+/, '"temperature": 50'));
    expect((await predict()).stdout).not.toBe(first.stdout);
    writeFileSync(own, text);
    expect(await predict()).toEqual(first);
    expect(kept()).toHaveLength(2);
  });

  test('is forgotten when eight others are later', async () => {
    for (const file of kept()) rmSync(file);
    await predict();
    const [ours] = kept();
    const others = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ours.replace(/\w+$/, `${n}`));
    for (const [n, file] of others.entries()) {
      writeFileSync(file, '');
      const time = Date.now() / 1000 - 100 + n;
      utimesSync(file, time, time);
    }
    rmSync(ours);
    await predict();
    expect(kept().sort()).toEqual([ours, ...others.slice(1)].sort());
  });
});
