/** `nn train --teacher`: knowledge distillation. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { suiteFolder } from '../support/suite-folder.ts';
import { writeDigits } from './support/digits.ts';
import { nn } from './support/nn.ts';

const cwd = suiteFolder();
const quick = '--data digits --hidden 8 --epochs 1 --threads 1 --styles 0 --augment none'.split(' ');
const train = (...flags: string[]) => nn(['train', ...quick, ...flags], { cwd });
const sha256 = (name: string): string =>
  createHash('sha256')
    .update(readFileSync(join(cwd, name)))
    .digest('hex');
const trainingOf = (name: string) => JSON.parse(readFileSync(join(cwd, name), 'utf8')).training;

beforeAll(async () => {
  writeDigits(join(cwd, 'digits'), 100, 10);
  expect(await train('--seed', '7', '--out', 'teacher.json')).toMatchObject({ code: 0 });
  const flags = ['--teacher', 'teacher.json', '--teacher', 'shipped', '--teacher-weight', '0.7'];
  const outcome = await train(...flags, '--out', 'taught.json');
  expect(outcome).toMatchObject({ code: 0 });
  expect(outcome.stderr).toContain('Learning from teacher.json, the model that ships with nn\n');
  expect(outcome.stderr).toContain(
    'Warning: the validation accuracy will be too high, because of a teacher: it was trained on these images\n',
  );
});

test('the model file names the teachers', () => {
  const { teachers, options } = trainingOf('taught.json');
  expect(teachers[0]).toEqual({ sha256: sha256('teacher.json') });
  expect(teachers[1].data).toContainEqual(expect.objectContaining({ name: 'shown' }));
  expect(options).toMatchObject({ teacherWeight: 0.7 });
  expect(options).not.toHaveProperty('teacherTemperature');
});

test('nn inspect shows them, and no command that would train without them', async () => {
  const { stdout } = await nn(['inspect', 'taught.json'], { cwd });
  expect(stdout).toContain(`Teachers   2 models: ${sha256('teacher.json').slice(0, 12)}, `);
  expect(stdout).not.toContain('Reproduce');
});

test('a model is trained again with its teachers; without them, it is said that it will be another', async () => {
  const again = ['train', '--config', 'taught.json', '--threads', '1'];
  const teachers = ['--teacher', 'teacher.json', '--teacher', 'shipped'];
  const [same, other] = await Promise.all([
    nn([...again, ...teachers, '--out', 'same.json'], { cwd }),
    nn([...again, '--out', 'other.json'], { cwd }),
  ]);
  expect(same.stderr).toContain('same.json is the same as taught.json, to the last bit');
  expect(other.stderr).toContain('taught.json: it learned from other models (--teacher)');
});

test('training further needs them again', async () => {
  const outcome = await nn(['train', '--more-epochs', '1', '--out', 'taught.json'], { cwd });
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toMatch(
    /^nn: --teacher: the run to continue learns from the teachers with SHA-256 [^\n]+: name them again, in this order\n$/m,
  );
});

test('its settings have no effect without a teacher', async () => {
  const { code, stderr } = await train('--teacher-temperature', '3', '--out', 'plain.json');
  expect(code).toBe(0);
  expect(stderr).toContain('--teacher-temperature has no effect without --teacher\n');
});

test.each([
  ['a file that is not there', ['none.json'], 4, 'none.json: cannot read this model: there is no such file'],
  ['data', ['digits/train-images-idx3-ubyte'], 4, 'digits/train-images-idx3-ubyte: '],
  ['nothing', [''], 2, '--teacher: must not be empty'],
])('%s is no teacher', async (_, names, code, message) => {
  const flags = names.flatMap((name) => ['--teacher', name]);
  const outcome = await train(...flags, '--out', 'none-made.json');
  expect(outcome.code).toBe(code);
  expect(outcome.stderr).toContain(`nn: ${message}`);
  expect(outcome.stderr).not.toContain('    at ');
});

test('a teacher is not replaced by its student', async () => {
  const before = sha256('teacher.json');
  const outcome = await train('--teacher', 'teacher.json', '--out', './teacher.json', '--force');
  expect(outcome.code).toBe(2);
  expect(outcome.stderr).toContain('nn: --out: teacher.json is a teacher, which the run needs until its end');
  expect(sha256('teacher.json')).toBe(before);
});

test('a loss without softmax cannot learn from a teacher', async () => {
  const outcome = await train('--loss', 'mse', '--teacher', 'teacher.json', '--out', 'none-made.json');
  expect(outcome).toMatchObject({ code: 2 });
  expect(outcome.stderr).toContain('nn: --loss: must be cross-entropy to learn from teachers, got mse');
});

test('a refused teacher is named', async () => {
  const { code, stderr } = await train('--binarize', '--teacher', 'teacher.json', '--out', 'binary.json');
  expect(code).toBe(4);
  expect(stderr).toContain('teacher 1 of 1, teacher.json, expects grey pixels');
});
