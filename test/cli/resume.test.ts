/** Nothing is lost: a run that is killed, interrupted or refused goes on, or leaves all as it was. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/random.ts';
import { samples } from '../support/exhaustive.ts';
import { suiteFolder } from '../support/suite-folder.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn, type Outcome, once } from './support/nn.ts';

const quick = [
  '--data',
  'digits',
  '--hidden',
  '24',
  '--epochs',
  '12',
  '--lr',
  '0.001',
  '--backend',
  'reference',
];

function surroundings(): string {
  const cwd = temporaryFolder();
  writeDigits(join(cwd, 'digits'), 240, 50);
  return cwd;
}

/** Trains until a line of JSON holds `text`, then sends a signal. */
function cutShort(
  cwd: string,
  args: readonly string[],
  text: string,
  signal: NodeJS.Signals,
): Promise<Outcome> {
  const watch = once(
    (out) => out.includes(text),
    (child) => child.kill(signal),
  );
  return nn(['train', ...args, '--json'], { cwd, watch });
}

const read = (cwd: string, name: string): Buffer => readFileSync(join(cwd, name));

/** The model that the quick training gives where nothing comes between. */
let whole: Buffer;
/** Where that training was interrupted in its third epoch: a model and a checkpoint. */
const interrupted = suiteFolder();

beforeAll(async () => {
  const cwd = suiteFolder();
  writeDigits(join(cwd, 'digits'), 240, 50);
  writeDigits(join(interrupted, 'digits'), 240, 50);
  const [finished, cut] = await Promise.all([
    nn(['train', ...quick, '--out', 'whole.json'], { cwd }),
    cutShort(interrupted, quick, '"epoch":2,', 'SIGINT'),
  ]);
  expect([finished.code, cut.code]).toEqual([0, 130]);
  whole = read(cwd, 'whole.json');
});

/** A copy of that folder. */
function interruptedRun(): string {
  const cwd = temporaryFolder();
  cpSync(interrupted, cwd, { recursive: true });
  return cwd;
}

describe('a run that was', () => {
  /** More with NN_KILLS=200. */
  const kills = Number(process.env.NN_KILLS ?? samples(3, 50));

  test(`killed ${kills} times at random moments, and resumed, gives the same file`, {
    timeout: 900_000 + kills * 20_000,
  }, async () => {
    const cwd = surroundings();
    const started = performance.now();
    await nn(['train', ...quick, '--out', 'other.json', '--quiet'], { cwd });
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
    const cwd = interruptedRun();
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

describe('--resume is refused', () => {
  test.each([
    [
      'with another setting',
      ['--hidden', '32'],
      2,
      '--hidden: models/mnist.json.checkpoint has 24, not 32; leave it out',
    ],
    ['with other data', ['--data', 'other'], 3, 'other: holds other digits than digits did'],
    [
      'with another way to start',
      ['--more-epochs', '2'],
      2,
      '--resume, --more-epochs and --init-from: give one of them',
    ],
  ])('%s', async (_, flags, code, message) => {
    const cwd = interruptedRun();
    writeDigits(join(cwd, 'other'), 300, 50);
    const before = read(cwd, 'models/mnist.json.checkpoint');
    const outcome = await nn(['train', '--resume', ...flags], { cwd });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(`nn: ${message}`);
    expect(read(cwd, 'models/mnist.json.checkpoint').equals(before)).toBe(true);
  });

  test('from a damaged checkpoint: exit code 4, and nothing is touched', async () => {
    const cwd = interruptedRun();
    const path = join(cwd, 'models/mnist.json.checkpoint');
    truncateSync(path, 5000);
    const { code, stderr } = await nn(['train', '--resume'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^nn: models\/mnist\.json\.checkpoint: not a valid checkpoint: [^\n]+\n$/);
    expect(readFileSync(path)).toHaveLength(5000);
  });

  test('onto a file that the run did not make, without --force', async () => {
    const cwd = interruptedRun();
    writeFileSync(join(cwd, 'models/mnist.json'), 'precious');
    expect(await nn(['train', '--resume'], { cwd })).toMatchObject({ code: 2 });
    expect(read(cwd, 'models/mnist.json').toString()).toBe('precious');
    expect(await nn(['train', '--resume', '--force'], { cwd })).toMatchObject({ code: 0 });
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
  expect(await nn(['train', ...from], { cwd })).toMatchObject({ code: 0 });
  expect(JSON.parse(read(cwd, 'b.json').toString()).training).toMatchObject({
    options: { hidden: [24], epochs: 1 },
    origin: { epochs: 0 },
  });
  expect(await nn(['train', ...from, '--hidden', '7', '--force'], { cwd })).toMatchObject({ code: 4 });
});

describe('two runs', () => {
  test('cannot write the same file at once: the second is refused, the first goes on', async () => {
    const cwd = surroundings();
    let second: Promise<Outcome> | undefined;
    const first = await nn(['train', ...quick, '--json'], {
      cwd,
      watch: once(
        (out) => out.includes('"start"'),
        () => {
          second = nn(['train', ...quick, '--force'], { cwd });
        },
      ),
    });
    expect(first.code).toBe(0);
    expect(await second).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /^nn: --out: another run \(process \d+ on .+\) is writing models\/mnist\.json; /,
      ),
    });
    expect(existsSync(join(cwd, 'models/mnist.json'))).toBe(true);
  });

  test('the lock of a run that is no more is taken over', async () => {
    const cwd = surroundings();
    const { hostname } = await import('node:os');
    mkdirSync(join(cwd, 'models'));
    const kept = ['--force', '--epochs', '1'];
    for (const lock of [`999999999 ${hostname()}\n`, '']) {
      writeFileSync(join(cwd, 'models/mnist.json.lock'), lock);
      expect(await nn(['train', ...quick, ...kept], { cwd })).toMatchObject({ code: 0 });
    }
    expect(readdirSync(join(cwd, 'models'))).toEqual(['mnist.json']);
  });
});

test('a run that was cut short is not lost to the same line without --resume', async () => {
  const cwd = interruptedRun();
  const path = join(cwd, 'models/mnist.json.checkpoint');
  rmSync(join(cwd, 'models/mnist.json')); // as where it was killed
  const whole = readFileSync(path);
  const { code, stderr } = await nn(['train', ...quick], { cwd });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'nn: --out: models/mnist.json.checkpoint contains a run that was interrupted in epoch 3 of 12: finish it with --resume, ' +
      'or start over with --force\n',
  });
  expect(readFileSync(path).equals(whole)).toBe(true);
  writeFileSync(path, '{"format":"nn-model"}');
  for (const force of [[], ['--force']]) {
    expect(await nn(['train', ...quick, ...force], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is in the way (it is no checkpoint of nn)'),
    });
  }
  expect(readFileSync(path, 'utf8')).toBe('{"format":"nn-model"}');
});

test('a checkpoint that cannot be written is remarked on, once, and costs nothing else', async () => {
  const cwd = surroundings();
  mkdirSync(join(cwd, 'a.json.checkpoint', 'in the way'), { recursive: true });
  const { code, stderr } = await nn(['train', ...quick, '--epochs', '3', '--out', 'a.json'], { cwd });
  expect(code).toBe(0);
  const remark =
    /^a\.json\.checkpoint: cannot save a checkpoint: [^\n]+; training continues, but cannot be resumed from here$/gm;
  expect(stderr.match(remark)).toHaveLength(1);
});

test('--target-accuracy and --time-budget stop a run, which says why', async () => {
  const cwd = surroundings();
  const long = [...quick, '--epochs', '100000', '--schedule', 'constant', '--json'];
  const target = await nn(['train', ...long, '--target-accuracy', '0.5', '--out', 'a.json'], { cwd });
  expect(target.stdout).toContain('"stopped":"target-accuracy"');
  const time = await nn(['train', ...long, '--time-budget', '1s', '--out', 'b.json'], { cwd });
  expect(time.stdout).toContain('"stopped":"time-budget"');
});
