import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { datasetHash } from '../../../src/dataset/hash.ts';
import { datasetNames, openDataset } from '../../../src/node/dataset/open.ts';
import { dataErrorOf } from '../../support/data-error.ts';
import { idxImages, idxLabels } from '../../support/idx-bytes.ts';
import { sharedData, withoutSharedData } from '../../support/shared-data.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

describe('a data set is opened', () => {
  test('by the name of the embedded digits', async () => {
    const { name, train, test: tests } = await openDataset('mnist-10k');
    expect(datasetNames).toContain('mnist-10k');
    expect([name, train?.count, tests?.count]).toEqual(['mnist-10k', 9000, 1000]);
  });

  test('with the parts that are asked for, and no others', async () => {
    const train = await openDataset('mnist-10k', { train: true });
    expect([train.train?.count, train.test]).toEqual([9000, null]);
    const tests = await openDataset('mnist-10k', { test: true });
    expect([tests.train, tests.test?.count]).toEqual([null, 1000]);
  });

  test('by the path of a folder of IDX files', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 't10k-images-idx3-ubyte'), idxImages(2));
    writeFileSync(join(folder, 't10k-labels-idx1-ubyte'), idxLabels(1, 2));
    const dataset = await openDataset(folder);
    expect([dataset.name, dataset.train, dataset.test?.count]).toEqual([folder, null, 2]);
  });
});

describe('a data set that was fetched', () => {
  const mnist = sharedData('mnist');
  test.skipIf(mnist === null)(
    `is opened by its name${mnist === null ? `: ${withoutSharedData('mnist')}` : ''}`,
    async () => {
      const dataDir = temporaryFolder();
      symlinkSync(mnist!, join(dataDir, 'mnist'));
      const {
        name,
        train,
        test: tests,
        classNames,
      } = await openDataset('mnist', { test: true }, { dataDir });
      expect([name, train, tests?.count, classNames]).toEqual(['mnist', null, 10_000, undefined]);
    },
  );

  /** Nothing is compared with the catalogue's SHA-256 here: that is what fetching and verifying are for. */
  function fashion(dataDir: string): string {
    const folder = join(dataDir, 'fashion-mnist');
    mkdirSync(folder);
    for (const part of ['train', 't10k']) {
      writeFileSync(join(folder, `${part}-images-idx3-ubyte.gz`), gzipSync(idxImages(2)));
      writeFileSync(join(folder, `${part}-labels-idx1-ubyte.gz`), gzipSync(idxLabels(9, 0)));
    }
    return folder;
  }

  test('knows what its labels stand for', async () => {
    const dataDir = temporaryFolder();
    fashion(dataDir);
    const { name, train, classNames } = await openDataset('fashion-mnist', {}, { dataDir });
    expect([name, train?.count, classNames?.length]).toEqual(['fashion-mnist', 2, 10]);
    expect(Array.from(train!.labels, (label) => classNames?.[label])).toEqual(['Ankle boot', 'T-shirt/top']);
  });

  test('is read from the files that were fetched, and no others', async () => {
    const dataDir = temporaryFolder();
    writeFileSync(join(fashion(dataDir), 't10k-labels-idx1-ubyte'), idxLabels(1, 1));
    const { test: tests } = await openDataset('fashion-mnist', {}, { dataDir });
    expect(Array.from(tests!.labels)).toEqual([9, 0]);
  });

  test('or was not, and then says what to do', async () => {
    const dataDir = temporaryFolder();
    expect(await dataErrorOf(() => openDataset('mnist', {}, { dataDir }))).toBe(
      `mnist is not fetched yet: get it with \`nn data fetch mnist\` (looked in ${join(dataDir, 'mnist')})`,
    );
    rmSync(join(fashion(dataDir), 't10k-labels-idx1-ubyte.gz'));
    expect(await dataErrorOf(() => openDataset('fashion-mnist', {}, { dataDir }))).toMatch(
      /^fashion-mnist lacks t10k-labels-idx1-ubyte\.gz: get it with `nn data fetch fashion-mnist`/,
    );
  });
});

describe('what cannot be opened is named', () => {
  test.each(['mnist-20k', '', './absent/folder'])('"%s"', async (name) => {
    expect(await dataErrorOf(() => openDataset(name))).toBe(
      `no data set "${name}": there is no such name and no such folder; known names: ${datasetNames.join(', ')}`,
    );
  });

  test('a file', async () => {
    const file = join(temporaryFolder(), 'train-images-idx3-ubyte');
    writeFileSync(file, idxImages(1).subarray(1));
    expect(await dataErrorOf(() => openDataset(file))).toBe(
      `${file} is a file, and neither a .csv nor an .npz; give the folder that holds its images and its labels`,
    );
    expect(await dataErrorOf(() => openDataset(join(file, 'x')))).toMatch(
      /cannot be read \(ENOTDIR.*known names: mnist-10k, mnist, fashion-mnist$/,
    );
  });

  test('a path that no system allows', async () => {
    expect(await dataErrorOf(() => openDataset('a\0b'))).toMatch(/^no data set "a\0b": it cannot be read/);
  });
});

describe('the hash of a data set', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });
  const part = { count: 2, images: idxImages(2).subarray(16), labels: Uint8Array.of(3, 4) };
  const sha256 = createHash('sha256').update(part.images).update(part.labels).digest('hex');

  test('is the SHA-256 of its images and then its labels', async () => {
    expect(await datasetHash(part)).toBe(sha256);
    expect(await datasetHash({ ...part, labels: Uint8Array.of(3, 5) })).not.toBe(sha256);
  });

  test('is the same where there is no Node', async () => {
    vi.stubGlobal('process', undefined);
    const found = datasetHash(part); // looks for Node before its first wait; vitest cannot do without it for longer
    vi.unstubAllGlobals();
    expect(await found).toBe(sha256);
  });

  test('of the embedded digits never changes', async () => {
    const { train } = await openDataset('mnist-10k');
    expect(await datasetHash(train!)).toMatchInlineSnapshot(
      `"48d950ab5d83a3cd47b20084bb868d609226f0ae4761c15b7e2a0bfab587c19f"`,
    );
  });
});
