/** What a run leaves is safe: from a resume that is refused, another run, and a line that forgets `--resume`. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { copyOf, interrupt, quick, read, surroundings } from './support/interrupted-run.ts';
import { nn, type Outcome, once } from './support/nn.ts';

const interrupted = suiteFolder();
/** In which that run was interrupted. */
let epoch: number;

beforeAll(async () => {
  epoch = await interrupt(interrupted);
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
    [
      'with a teacher that it did not have',
      ['--teacher', 'shipped'],
      2,
      '--teacher: the run to continue has no teachers',
    ],
  ])('%s', async (_, flags, code, message) => {
    const cwd = copyOf(interrupted);
    writeDigits(join(cwd, 'other'), 300, 50);
    const before = read(cwd, 'models/mnist.json.checkpoint');
    const outcome = await nn(['train', '--resume', ...flags], { cwd });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(`nn: ${message}`);
    expect(read(cwd, 'models/mnist.json.checkpoint').equals(before)).toBe(true);
  });

  test('from a damaged checkpoint: exit code 4, and nothing is touched', async () => {
    const cwd = copyOf(interrupted);
    const path = join(cwd, 'models/mnist.json.checkpoint');
    truncateSync(path, 5000);
    const { code, stderr } = await nn(['train', '--resume'], { cwd });
    expect(code).toBe(4);
    expect(stderr).toMatch(/^nn: models\/mnist\.json\.checkpoint: not a valid checkpoint: [^\n]+\n$/);
    expect(readFileSync(path)).toHaveLength(5000);
  });

  test('onto a file that the run did not make, without --force', async () => {
    const cwd = copyOf(interrupted);
    writeFileSync(join(cwd, 'models/mnist.json'), 'precious');
    expect(await nn(['train', '--resume'], { cwd })).toMatchObject({ code: 2 });
    expect(read(cwd, 'models/mnist.json').toString()).toBe('precious');
    expect(await nn(['train', '--resume', '--force'], { cwd })).toMatchObject({ code: 0 });
  });
});

describe('two runs', () => {
  test('cannot write the same file at once: the second is refused, the first goes on', async () => {
    const cwd = surroundings();
    let second: Promise<Outcome> | undefined;
    const first = await nn(['train', ...quick, '--epochs', '100000', '--json'], {
      cwd,
      watch: once(
        (out) => out.includes('"start"'),
        (child) => {
          second = nn(['train', ...quick, '--force'], { cwd });
          void second.then(() => child.kill('SIGINT'));
        },
      ),
    });
    expect(first.code).toBe(130);
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
  const cwd = copyOf(interrupted);
  const path = join(cwd, 'models/mnist.json.checkpoint');
  rmSync(join(cwd, 'models/mnist.json')); // as where it was killed
  const whole = readFileSync(path);
  const { code, stderr } = await nn(['train', ...quick], { cwd });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      'nn: --out: models/mnist.json.checkpoint contains a run that was interrupted in epoch ' +
      `${epoch} of 12: finish it with --resume, or start over with --force\n`,
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
