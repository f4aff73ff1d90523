import {
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { findEntry } from '../../src/dataset/catalog.ts';
import { idxImages, idxLabels } from '../support/idx-bytes.ts';
import { sharedData, withoutSharedData } from '../support/shared-data.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { nn } from './support/nn.ts';

const shared = sharedData('mnist');
const skipped = shared === null ? ` (${withoutSharedData('mnist')})` : '';
const IMAGES = 'train-images-idx3-ubyte.gz';

/** A folder in which MNIST is as if it had been fetched. */
function withMnist(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'mnist'));
  for (const file of readdirSync(shared!)) symlinkSync(join(shared!, file), join(folder, 'mnist', file));
  return folder;
}

/** A folder with two pictures of clothes in each part, which no SHA-256 is asked of. */
function withFashion(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'fashion-mnist'));
  for (const part of ['train', 't10k']) {
    writeFileSync(join(folder, 'fashion-mnist', `${part}-images-idx3-ubyte.gz`), gzipSync(idxImages(2)));
    writeFileSync(join(folder, 'fashion-mnist', `${part}-labels-idx1-ubyte.gz`), gzipSync(idxLabels(9, 0)));
  }
  return folder;
}

const lines = (text: string): string[] => text.trimEnd().split('\n');
const objects = (text: string): Record<string, unknown>[] => lines(text).map((line) => JSON.parse(line));

describe('nn data list', () => {
  test.each([[['data']], [['data', 'list']]])('nn %j', async (args) => {
    const folder = temporaryFolder();
    const { code, stdout, stderr } = await nn(args, { env: { NN_DATA_DIR: folder } });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatchSnapshot();
  });

  test('tells what is here, in a folder that a flag, a variable or the system names', async () => {
    const folder = withFashion();
    rmSync(join(folder, 'fashion-mnist', IMAGES));
    mkdirSync(join(folder, 'nn'));
    cpSync(withFashion(), join(folder, 'nn'), { recursive: true });
    const states = async (args: readonly string[], env: Record<string, string>): Promise<unknown[]> =>
      objects((await nn(['data', '--json', ...args], { env })).stdout).map(({ state }) => state);
    expect(await states(['--data-dir', folder], { NN_DATA_DIR: temporaryFolder() })).toEqual([
      'built-in',
      'absent',
      'incomplete',
    ]);
    expect(await states([], { NN_DATA_DIR: join(folder, 'nn') })).toEqual(['built-in', 'absent', 'fetched']);
  });

  test.skipIf(process.platform !== 'linux')(
    'in the folder of XDG_DATA_HOME (skipped but on Linux)',
    async () => {
      const folder = temporaryFolder();
      cpSync(withFashion(), join(folder, 'nn'), { recursive: true });
      const states = async (env: Record<string, string>): Promise<unknown[]> =>
        objects((await nn(['data', '--json'], { env })).stdout).map(({ state }) => state);
      expect(await states({ XDG_DATA_HOME: folder })).toEqual(['built-in', 'absent', 'fetched']);
      mkdirSync(join(folder, '.local', 'share'), { recursive: true });
      cpSync(join(folder, 'nn'), join(folder, '.local', 'share', 'nn'), { recursive: true });
      for (const XDG_DATA_HOME of ['', 'relative']) {
        expect(await states({ HOME: folder, XDG_DATA_HOME })).toEqual(['built-in', 'absent', 'fetched']);
      }
    },
  );
});

test('a net that learns clothes says which, in words', async () => {
  const cwd = temporaryFolder();
  const dataDir = withFashion();
  const onFashion = ['--data', 'fashion-mnist', '--data-dir', dataDir];
  const quick = ['--hidden', 'none', '--epochs', '1', '--validation', '0', '--quiet'];
  expect(await nn(['train', ...onFashion, ...quick], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
  const names = findEntry('fashion-mnist')!.classNames!;
  const model = JSON.parse(readFileSync(join(cwd, 'models', 'mnist.json'), 'utf8')) as { labels: unknown };
  expect(model.labels).toEqual(names);
  const five = fileURLToPath(new URL('../../docs/five.jpg', import.meta.url));
  const { stdout } = await nn(['predict', five], { cwd });
  expect(names).toContain(stdout.trimEnd());
  const read = JSON.parse((await nn(['predict', five, '--json'], { cwd })).stdout) as { digit: number };
  expect(read).toMatchObject({ name: names[read.digit] });
  const { stdout: details } = await nn(['eval', ...onFashion, '--details'], { cwd });
  expect(details).toMatch(/^ *Ankle boot +1 /m);
});

describe('nn data verify', () => {
  test('what comes with nn, and nothing else where nothing else is here', async () => {
    const outcome = await nn(['data', 'verify'], { env: { NN_DATA_DIR: temporaryFolder() } });
    expect(outcome).toEqual({ code: 0, stdout: 'mnist-10k  mnist-10k.bin  ok\n', stderr: '' });
  });

  test('names every file that is wrong, and says what to do', async () => {
    const folder = withFashion();
    rmSync(join(folder, 'fashion-mnist', IMAGES));
    const { code, stdout, stderr } = await nn(['data', 'verify', '--data-dir', folder]);
    expect(code).toBe(3);
    expect(lines(stdout).slice(1, 3)).toEqual([
      `fashion-mnist  ${IMAGES}  is not there`,
      expect.stringMatching(
        /^fashion-mnist {2}train-labels-idx1-ubyte\.gz {2}is cut short: \d+ of 29515 bytes$/,
      ),
    ]);
    expect(stderr).toMatch(
      /^nn: .*train-images.*, .*t10k-labels-idx1-ubyte\.gz are invalid: download again with `nn data fetch fashion-mnist`\n$/,
    );
  });

  test('a data set that is not here', async () => {
    const folder = temporaryFolder();
    expect(await nn(['data', 'verify', 'mnist', '--data-dir', folder])).toEqual({
      code: 3,
      stdout: '',
      stderr: `nn: mnist is not fetched yet: get it with \`nn data fetch mnist\` (looked in ${join(folder, 'mnist')})\n`,
    });
  });

  test.skipIf(shared === null)(`a file that lost its end${skipped}`, async () => {
    const folder = withMnist();
    const path = join(folder, 'mnist', 't10k-images-idx3-ubyte.gz');
    rmSync(path);
    cpSync(join(shared!, 't10k-images-idx3-ubyte.gz'), path);
    chmodSync(path, 0o600);
    truncateSync(path, 1_600_000);
    const { code, stdout, stderr } = await nn(['data', 'verify', 'mnist', '--data-dir', folder]);
    expect(code).toBe(3);
    expect(lines(stdout).filter((line) => line.endsWith('  ok'))).toHaveLength(3);
    expect(stderr).toBe(`nn: ${path} is invalid: download again with \`nn data fetch mnist\`\n`);
  });
});

describe('nn data show', () => {
  test('draws digits with their labels, the same for the same seed', async () => {
    const args = ['data', 'show', '--count', '4'];
    const outcome = await nn(args);
    expect(outcome.code).toBe(0);
    expect(outcome.stderr).toBe('4 of 9,000 images in the train split of mnist-10k\n');
    expect(outcome.stdout).toMatchSnapshot();
    expect(await nn(args)).toEqual(outcome);
    expect((await nn([...args, '--seed', '2'])).stdout).not.toBe(outcome.stdout);
  });

  test('says what the labels stand for', async () => {
    const { stdout } = await nn(['data', 'show', 'fashion-mnist', '--data-dir', withFashion()]);
    expect(stdout).toMatch(/^(Ankle boot +T-shirt\/top|T-shirt\/top +Ankle boot)$/m);
  });

  test('one image by its number', async () => {
    const show = ['data', 'show', '--split', 'test', '--json', '-q'];
    const one = await nn([...show, '--index', '502']);
    expect(objects(one.stdout)).toMatchObject([{ index: 502, label: 4 }]);
    expect(await nn([...show, '--index', '1000'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'nn: --index: the test split of mnist-10k has images 0 to 999, got 1000\n',
    });
  });

  test('as JSON, from either split, each image once', async () => {
    const { stdout } = await nn(['data', 'show', '--part', 'test', '--count', '1000', '--json', '-q']);
    const shown = objects(stdout);
    expect(new Set(shown.map(({ index }) => index)).size).toBe(1000);
    for (const { label, pixels } of shown) {
      expect(label).toBeGreaterThanOrEqual(0);
      expect(pixels).toHaveLength(784);
    }
  });

  test('draws the styles of handwriting, one of each or as many as are asked for', async () => {
    const args = ['data', 'show', 'allographs'];
    const outcome = await nn([...args, '--count', '3']);
    expect(outcome).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^\d+ styles of the ten digits/),
    });
    expect(outcome.stdout).toMatch(/^0 plain +0 open +0 curled\n$/m);
    expect((await nn([...args, '--count', '3', '--seed', '2'])).stdout).not.toBe(outcome.stdout);
    const all = objects((await nn([...args, '--json', '-q'])).stdout);
    expect(new Set(all.map(({ label, style }) => `${label} ${style}`)).size).toBe(all.length);
    expect(new Set(all.map(({ label }) => label)).size).toBe(10);
    for (const { pixels } of all) expect(pixels).toHaveLength(784);
  });

  test('a part that is not there', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'train-images-idx3-ubyte'), idxImages(1));
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), idxLabels(1));
    expect((await nn(['data', 'show', folder])).code).toBe(0);
    expect(await nn(['data', 'show', folder, '--part', 'test'])).toMatchObject({ code: 3, stdout: '' });
  });
});

describe('a command line that cannot be followed', () => {
  const help = (verb: string): string => `See: nn help data${verb}`;
  test.each([
    [
      ['data', 'fetsh'],
      "unknown command 'fetsh' (did you mean fetch?): data has list, fetch, verify, show",
      help(''),
    ],
    [['data', 'frob'], "unknown command 'frob': data has list, fetch, verify, show", help('')],
    [['data', 'fetch'], 'data fetch: no data set named', 'For example: nn data fetch mnist'],
    [
      ['data', 'fetch', 'emnist'],
      'data fetch: no data set emnist; known: mnist-10k, mnist, fashion-mnist',
      'See: nn data list',
    ],
    [['data', 'show', 'a', 'b'], 'data show: takes one data set, got a b', 'See: nn data list'],
    [
      ['data', 'show', 'allographs', '--part', 'test'],
      '--split: allographs are drawn anew, and have no splits',
      help(' show'),
    ],
    [['data', 'list', 'mnist'], 'unexpected argument mnist', help(' list')],
    [
      ['data', 'fetch', 'mnist', '--mirror', 'example.org'],
      '--mirror: must be an http or https address of a folder, without user, ? or #',
      help(' fetch'),
    ],
    [
      ['data', 'fetch', 'mnist', '--mirror', 'http://user:secret@example.org/'],
      '--mirror: must be an http or https address of a folder, without user, ? or #',
      help(' fetch'),
    ],
    [
      ['data', 'fetch', 'mnist', '--timeout', '0'],
      '--timeout: must be a number above 0 up to 86400, got 0',
      help(' fetch'),
    ],
    [['data', 'show', '--part', 'both'], '--split: must be one of train, test, got both', help(' show')],
  ])('nn %j', async (args, message, hint) => {
    expect(await nn(args)).toEqual({ code: 2, stdout: '', stderr: `nn: ${message}\n${hint}\n` });
  });
});
