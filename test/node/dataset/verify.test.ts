import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { catalog, downloadLength, findEntry } from '../../../src/dataset/catalog.ts';
import { dataFolder } from '../../../src/node/dataset/data-folder.ts';
import { findFlaw, missingFiles, verifyFiles } from '../../../src/node/dataset/verify.ts';
import { contents, packedFiles, smallEntry } from '../../support/catalog-entry.ts';
import { sharedData, withoutSharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('the catalogue', () => {
  const mnist = sharedData('mnist');

  test.skipIf(mnist === null)(
    `pins the content of MNIST${mnist === null ? `: ${withoutSharedData('mnist')}` : ''}`,
    async () => {
      const verified = await verifyFiles(findEntry('mnist')!, mnist!);
      expect(verified.map(({ file, flaw }) => [file, flaw])).toEqual(
        findEntry('mnist')!.files.map(({ name }) => [name, null]),
      );
    },
  );

  test('is complete', () => {
    for (const { name, files, mirrors, classNames, train, test: tests } of catalog) {
      expect(name).toMatch(/^[a-z][a-z-]*$/);
      expect(files.map((file) => file.name)).toEqual(Object.keys(contents));
      expect(new Set(files.map(({ sha256 }) => sha256)).size).toBe(4);
      for (const { sha256 } of files) expect(sha256).toMatch(/^[\da-f]{64}$/);
      expect(files.map(({ unpackedLength }) => unpackedLength)).toEqual([
        16 + 784 * train,
        8 + train,
        16 + 784 * tests,
        8 + tests,
      ]);
      expect(mirrors.length).toBeGreaterThan(1);
      for (const mirror of mirrors) expect(new URL(mirror).pathname).toMatch(/\/$/);
      expect(classNames?.length ?? 10).toBe(10);
    }
    expect(catalog.map(downloadLength)).toEqual([11_594_722, 30_878_645]);
  });
});

describe('a file is compared with its pin', () => {
  const [images] = smallEntry().files;
  const [packed] = smallEntry('file').files;
  const content = contents[images.name];
  const bytes = packedFiles()[images.name];

  async function flawOf(found: Uint8Array, file = images): Promise<string | null> {
    const path = join(temporaryFolder(), images.name);
    writeFileSync(path, found);
    const flaw = await findFlaw(path, file);
    return flaw && `${flaw.kind}: ${flaw.problem}`;
  }

  test('and is right, however it is packed', async () => {
    expect(await flawOf(bytes)).toBeNull();
    expect(await flawOf(gzipSync(content, { level: 1 }))).toBeNull();
    expect(await flawOf(content)).toBeNull();
    expect(await flawOf(bytes, packed)).toBeNull();
  });

  test('and is packed otherwise than its publishers did', async () => {
    expect(await flawOf(gzipSync(content, { level: 1 }), packed)).not.toBeNull();
    expect(await flawOf(gunzipSync(bytes), packed)).toMatch(/^wrong: is too long: more than \d+ bytes$/);
    const other = Uint8Array.from(bytes);
    other[9] ^= 1; // the operating system that it was packed on
    expect(await flawOf(other, packed)).toMatch(/^wrong: has other content: SHA-256 /);
    expect(await flawOf(other)).toBeNull();
  });

  test('and is cut short', async () => {
    expect(await flawOf(bytes.subarray(0, 9000))).toBe('cut: is cut short: its gzip data end early');
    expect(await flawOf(content.subarray(0, 9000))).toBe(
      `cut: is cut short: 9000 of ${content.length} bytes`,
    );
    expect(await flawOf(bytes.subarray(0, 9000), packed)).toBe(
      `cut: is cut short: 9000 of ${bytes.length} bytes`,
    );
    expect(await flawOf(new Uint8Array())).toBe(`cut: is cut short: 0 of ${content.length} bytes`);
  });

  test('and a bit of it has turned', async () => {
    for (const at of [20, 5000, bytes.length - 6]) {
      const other = Uint8Array.from(bytes);
      other[at] ^= 0x10;
      expect(await flawOf(other), `byte ${at}`).toMatch(
        /^wrong: has (gzip data that are not valid|other content)/,
      );
    }
    const other = Uint8Array.from(content);
    other[5000] ^= 1;
    expect(await flawOf(gzipSync(other))).toMatch(/^wrong: has other content: SHA-256 /);
  });

  test('and is none', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, images.name));
    expect(await findFlaw(join(folder, images.name), images)).toEqual({
      kind: 'missing',
      problem: 'is not there',
    });
    expect((await findFlaw(join(folder, 'absent'), images))?.kind).toBe('missing');
  });

  test('and what is missing is seen without reading', async () => {
    const folder = temporaryFolder();
    const entry = smallEntry();
    expect(await missingFiles(entry, join(folder, 'absent'))).toEqual(Object.keys(contents));
    writeFileSync(join(folder, entry.files[2].name), '');
    cpSync(join(folder, entry.files[2].name), join(folder, entry.files[0].name));
    expect(await missingFiles(entry, folder)).toEqual([entry.files[1].name, entry.files[3].name]);
  });
});

test('the data folder is the one that was chosen, or that the environment names', async () => {
  const { NN_DATA_DIR } = process.env;
  try {
    process.env.NN_DATA_DIR = 'from-environment';
    expect(await dataFolder('chosen')).toBe('chosen');
    expect(await dataFolder()).toBe('from-environment');
    process.env.NN_DATA_DIR = '';
    expect(await dataFolder()).toMatch(/\Wnn(\WData)?$/);
  } finally {
    if (NN_DATA_DIR === undefined) delete process.env.NN_DATA_DIR;
    else process.env.NN_DATA_DIR = NN_DATA_DIR;
  }
});
