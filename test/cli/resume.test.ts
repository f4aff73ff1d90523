/** Nothing is lost: a run that was killed or interrupted goes on, and gives the same as if it had not been. */

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatIdentity, ownIdentity } from '../../src/node/process-identity.ts';
import { Random } from '../../src/random.ts';
import { samples } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { copyOf, cutShort, interrupt, quick, read, surroundings } from './support/interrupted-run.ts';
import { nn, type Outcome } from './support/nn.ts';

/** The model that the quick training gives where nothing comes between. */
let whole: Buffer;
/** Where that training was interrupted: a model and a checkpoint. */
const interrupted = suiteFolder();

beforeAll(async () => {
  const cwd = suiteFolder();
  writeDigits(join(cwd, 'digits'), 240, 50);
  const [finished] = await Promise.all([
    nn(['train', ...quick, '--out', 'whole.json'], { cwd }),
    interrupt(interrupted),
  ]);
  expect(finished.code).toBe(0);
  whole = read(cwd, 'whole.json');
});

describe('a run that was', () => {
  /** More with NN_KILLS=200. */
  const kills = Number(process.env.NN_KILLS ?? samples(1, 50, 3));

  test(`killed ${kills} times at random moments, and resumed, gives the same file`, {
    timeout: 900_000 + kills * 20_000,
  }, async () => {
    const cwd = surroundings();
    const started = performance.now();
    // as a process of its own, like those that are killed
    await nn(['train', ...quick, '--out', 'other.json', '--quiet'], { cwd, started: () => {} });
    const length = performance.now() - started;
    const random = Random.stream(Number(process.env.NN_SEED ?? 1), 'kills');
    let killed = 0;
    while (killed < kills) {
      const { code } = await killAfter(cwd, random.uniform() * length * 0.9);
      if (code === 'SIGKILL') {
        killed++;
        continue;
      }
      expect(code).toBe(0);
      expect(read(cwd, 'part.json').equals(whole)).toBe(true);
      rmSync(join(cwd, 'part.json'));
    }
    expect(await nn(['train', ...quick, '--out', 'part.json', '--resume'], { cwd })).toMatchObject({
      code: 0,
    });
    expect(read(cwd, 'part.json').equals(whole)).toBe(true);
    expect(readdirSync(cwd).sort()).toEqual(['digits', 'other.json', 'part.json']);
  });

  async function killAfter(cwd: string, milliseconds: number): Promise<Outcome> {
    let timer: NodeJS.Timeout | undefined;
    const outcome = await nn(['train', ...quick, '--out', 'part.json', '--resume'], {
      cwd,
      started: (child) => {
        timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
      },
    });
    clearTimeout(timer);
    return outcome;
  }

  test('interrupted, and resumed without any other flag, gives the same file', async () => {
    const cwd = copyOf(interrupted);
    const { code, stderr } = await nn(['train', '--resume', '--backend', 'reference'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^Training on digits, for models\/mnist\.json\nResuming in epoch \d+ of 12, from /,
    );
    expect(read(cwd, 'models/mnist.json').equals(whole)).toBe(true);
    expect(readdirSync(join(cwd, 'models'))).toEqual(['mnist.json']);
  });

  test('finished needs no resuming, and says so', async () => {
    const cwd = surroundings();
    await nn(['train', ...quick, '--epochs', '1'], { cwd });
    const before = read(cwd, 'models/mnist.json');
    expect(await nn(['train', ...quick, '--epochs', '1', '--resume'], { cwd })).toEqual({
      code: 0,
      stdout: '',
      stderr: 'models/mnist.json is finished: nothing to resume\n',
    });
    expect(read(cwd, 'models/mnist.json').equals(before)).toBe(true);
  });

  test('killed when its model was written leaves no lock once that is found finished', async () => {
    const cwd = surroundings();
    await nn(['train', ...quick, '--epochs', '1'], { cwd });
    const lock = join(cwd, 'models/mnist.json.lock');
    for (const holder of [`999999999 ${hostname()}\n`, '']) {
      writeFileSync(lock, holder);
      const { code } = await nn(['train', ...quick, '--epochs', '1', '--resume'], { cwd });
      expect(code).toBe(0);
      expect(readdirSync(join(cwd, 'models'))).toEqual(['mnist.json']);
    }
    for (const kept of ['my notes\n', '123 elsewhere\n', formatIdentity(ownIdentity())]) {
      writeFileSync(lock, kept);
      expect((await nn(['train', ...quick, '--epochs', '1', '--resume'], { cwd })).code).toBe(0);
      expect(readFileSync(lock, 'utf8')).toBe(kept);
    }
  });

  test('of layers in words goes on with the same words, and from its model', async () => {
    const cwd = surroundings();
    const net = ['--network', 'conv 2 5x5 stride 2, relu, dense 10, softmax'];
    const words = ['train', '--data', 'digits', ...net, '--epochs', '3', '--backend', 'reference', '--quiet'];
    await cutShort(
      cwd,
      words.filter((word) => word !== '--quiet'),
      '"epoch":1',
      'SIGINT',
    );
    expect(await nn([...words, '--resume', '--force'], { cwd })).toMatchObject({ code: 0 });
    const other = await nn(['train', '--network', 'lenet5', '--resume'], { cwd });
    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--network: models/mnist.json has conv 2'),
    });
    const from = ['--init-from', 'models/mnist.json', '--out', 'b.json', '--epochs', '1', '--quiet'];
    expect(await nn(['train', '--data', 'digits', ...from], { cwd })).toMatchObject({ code: 0 });
    const { network } = JSON.parse(read(cwd, 'b.json').toString()) as { network: string };
    expect(network).toBe('conv 2 5x5 stride 2, relu, dense 10');
  });

  test('never begun begins', async () => {
    const { code, stderr } = await nn(['train', ...quick, '--epochs', '1', '--resume'], {
      cwd: surroundings(),
    });
    expect(code).toBe(0);
    expect(stderr).toContain('Nothing to resume yet: starting at the beginning\n');
  });
});

test('--more-epochs goes on with a finished model, --init-from with its weights alone', async () => {
  const cwd = surroundings();
  await nn(['train', ...quick, '--epochs', '2', '--out', 'a.json'], { cwd });
  const more = await nn(['train', '--more-epochs', '2', '--out', 'a.json', '--backend', 'reference'], {
    cwd,
  });
  expect(more.stderr).toContain('Continuing a.json from epoch 3 to 4\n');
  const { training } = JSON.parse(read(cwd, 'a.json').toString());
  expect(training.history).toHaveLength(4);
  expect(training.origin).toMatchObject({ epochs: 2 });
  const from = ['--init-from', 'a.json', '--out', 'b.json', '--epochs', '1', '--data', 'digits'];
  const same = await nn(['train', ...from], { cwd });
  expect(same.code).toBe(0);
  expect(same.stderr).not.toContain('Warning:');
  expect(JSON.parse(read(cwd, 'b.json').toString()).training).toMatchObject({
    options: { hidden: [24], epochs: 1 },
    origin: { epochs: 0 },
  });
  const absent = ['--data', 'absent', '--force']; // before any image is read
  expect(await nn(['train', ...from, ...absent, '--hidden', '7'], { cwd })).toMatchObject({
    code: 4,
    stderr: 'nn: the model to start from is 784-24-10, and does not fit the net of this run, 784-7-10\n',
  });
  const extended = ['train', '--out', 'a.json', '--more-epochs'];
  expect(await nn([...extended, '1', '--hidden', '7'], { cwd })).toMatchObject({
    code: 4,
    stderr: 'nn: the model to start from is 784-24-10, and does not fit the net of this run, 784-7-10\n',
  });
  expect(await nn([...extended, '99999'], { cwd })).toMatchObject({
    code: 2,
    stderr: 'nn: --more-epochs: a.json has 4 epochs, and can have at most 99996 more, got 99999\n',
  });
  const reseeded = await nn(['train', ...from, '--seed', '2', '--force'], { cwd });
  expect(reseeded.stderr).toContain(
    'Warning: the validation accuracy will be too high, because of the model to start from: it was trained on these images\n',
  );
});
