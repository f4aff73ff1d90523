/** Training with the outputs of other models among the targets. */

import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { LabelledImages } from '../../src/dataset/dataset.ts';
import { ModelError, UsageError } from '../../src/errors.ts';
import { Distillation } from '../../src/losses/distillation.ts';
import { SoftmaxCrossEntropy } from '../../src/losses/softmax-cross-entropy.ts';
import { ReferenceKernels } from '../../src/matrix/reference/reference-kernels.ts';
import type { TrainedModel } from '../../src/network/model.ts';
import { predict } from '../../src/network/predict.ts';
import type { Checkpoint } from '../../src/training/checkpoint.ts';
import { formatCheckpoint, parseCheckpoint } from '../../src/training/checkpoint-file.ts';
import type { Teacher } from '../../src/training/teachers.ts';
import { backends } from '../support/backends.ts';
import { hashWeights } from '../support/hash-weights.ts';
import { madeDataset } from '../support/made-digits.ts';
import { hashOf, trainToEnd } from '../support/train-to-end.ts';

const dataset = madeDataset(120);
const options = { dataset, hidden: [6], batchSize: 7, epochs: 3, dropout: 0.2, seed: 5 } as const;

let teachers: Teacher[];

beforeAll(async () => {
  const seeds = [1, 2];
  teachers = await Promise.all(
    seeds.map(async (seed) => {
      const { model } = await trainToEnd({ dataset: madeDataset(200), hidden: [16], epochs: 6, seed });
      return { model, sha256: hashOf(model) };
    }),
  );
});

const createSha256 = () => createHash('sha256');
const kept = (checkpoint: Checkpoint): Checkpoint =>
  parseCheckpoint(Buffer.concat([...formatCheckpoint(checkpoint, createSha256)]), 'checkpoint', createSha256);

test('the loss and its gradient are those of the formula', () => {
  const kernels = new ReferenceKernels();
  const [N, C, T, w] = [2, 3, 2, 0.25];
  const matrix = (...numbers: number[]) => {
    const made = kernels.matrix(numbers.length / C, C);
    made.copyIn(numbers);
    return made;
  };
  const z = matrix(3, -1, 0.5, 0, 2, 1);
  const probabilities = matrix(0.7, 0.1, 0.2, 0.25, 0.25, 0.5);
  const loss = new Distillation(new SoftmaxCrossEntropy(kernels), kernels, {
    probabilities,
    temperature: T,
    weight: w,
  });
  const [dZ, losses] = [kernels.matrix(N, C), kernels.matrix(N, 1)];
  const labels = Uint8Array.of(0, 2);
  loss.forwardBackward(dZ, losses, z, labels, true);
  const softmax = (row: readonly number[], temperature: number): number[] => {
    const powers = row.map((value) => Math.exp(value / temperature));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((power) => power / sum);
  };
  for (let n = 0; n < N; n++) {
    const row = Array.from(z.data.slice(n * C, n * C + C));
    const [p, soft] = [softmax(row, 1), softmax(row, T)];
    const q = Array.from(probabilities.data.slice(n * C, n * C + C));
    const crossEntropy = q.reduce((sum, target, c) => sum - target * Math.log(soft[c]), 0);
    const expected = (1 - w) * -Math.log(p[labels[n]]) + w * T * T * crossEntropy;
    expect(losses.data[n]).toBeCloseTo(expected, 5);
    for (let c = 0; c < C; c++) {
      const hard = p[c] - (c === labels[n] ? 1 : 0);
      expect(dZ.data[n * C + c]).toBeCloseTo(((1 - w) * hard + w * T * (soft[c] - q[c])) / N, 6);
    }
  }
  loss.forwardBackward(dZ, losses, z, labels, false); // as in validation: the labels only
  expect(losses.data[0]).toBeCloseTo(-Math.log(softmax([3, -1, 0.5], 1)[0]), 5);
});

describe.each(backends)('$name', ({ create }) => {
  test('gives the same model everywhere', async () => {
    const kernels = await create();
    try {
      const { model } = await trainToEnd({ ...options, kernels, teachers, classWeight: 'balanced' });
      expect(hashWeights(model)).toBe('00f9b7db64da3366ca252fbe0727747642e9e926215e7538fac9f847a0b82067');
    } finally {
      await kernels.close();
    }
  });
});

test('with weight 0, the teachers change nothing', async () => {
  const [plain, taught] = await Promise.all(
    [[], teachers].map((list) => trainToEnd({ ...options, teachers: list, teacherWeight: 0 })),
  );
  expect(hashWeights(taught.model)).toBe(hashWeights(plain.model));
});

test('with weight 1, the model learns what the teachers say, not the labels', async () => {
  const { images, labels, count } = dataset.train as LabelledImages;
  const wrong = { ...dataset, train: { images, count, labels: labels.map((label) => (label + 1) % 10) } };
  const settings = { ...options, hidden: [32], dropout: 0, epochs: 20, teacherWeight: 1, teachers } as const;
  const { model } = await trainToEnd({ ...settings, dataset: wrong, validation: 0 });
  const kernels = new ReferenceKernels();
  const answers = async (models: TrainedModel | TrainedModel[]): Promise<number[]> =>
    (await predict(models, images, kernels)).map(({ digit }) => digit);
  const [learned, taught] = [
    await answers(model),
    await answers(teachers.map((teacher) => teacher.model as TrainedModel)),
  ];
  const agreeing = learned.filter((digit, n) => digit === taught[n]).length;
  expect(agreeing / count).toBeGreaterThan(0.95);
});

test('the model and its events name the teachers, and what these were trained on', async () => {
  const { model, events } = await trainToEnd({ ...options, teachers });
  const { hash, name } = teachers[0].model.training?.data ?? {};
  const data = [{ name, hash }];
  expect(model.training.teachers).toEqual(teachers.map(({ sha256 }) => ({ sha256, data })));
  expect(events[0]).toMatchObject({ teachers: 2 });
  const { model: plain, events: begun } = await trainToEnd(options);
  expect(plain.training).not.toHaveProperty('teachers');
  expect(begun[0]).toMatchObject({ teachers: 0 });
});

test('a run that is cut short needs the same teachers again, and then gives the same model', async () => {
  const checkpoints: Checkpoint[] = [];
  const whole = await trainToEnd({
    ...options,
    teachers,
    onCheckpoint: (checkpoint) => checkpoints.push(kept(checkpoint)),
  });
  const [resume] = checkpoints;
  const rest = await trainToEnd({ dataset, resume, teachers });
  expect(hashOf(rest.model)).toBe(hashOf(whole.model));
  const [first, second] = teachers;
  for (const others of [undefined, [], [first], [second, first]]) {
    const again = trainToEnd({ dataset, resume, ...(others && { teachers: others }) });
    await expect(again).rejects.toThrow(ModelError);
    await expect(again).rejects.toThrow(`teachers with SHA-256 ${first.sha256}, ${second.sha256}: name them`);
  }
  const from = { model: whole.model, sha256: 'a', extend: true };
  await expect(trainToEnd({ ...options, epochs: 4, from })).rejects.toThrow('name them again');
});

describe('teachers are refused', () => {
  test.each([
    ['that are no list', () => ({}), UsageError, 'teachers must be a list of { model, sha256, name? }'],
    ['without a hash', () => [{ model: teachers[0].model }], UsageError, 'teachers must be a list'],
    [
      'with a name that is no text',
      () => [{ ...teachers[0], name: 1 }],
      UsageError,
      'teachers must be a list of { model, sha256, name? }',
    ],
    ['that are no models', () => [{ model: {}, sha256: 'a' }], UsageError, 'the model of a teacher must be'],
    [
      'that expect other pixels',
      () => [teachers[0], { ...teachers[1], model: { ...teachers[1].model, binarize: true } }],
      ModelError,
      'teacher 2 of 2 expects binarized pixels, and this training has grey ones',
    ],
    [
      'that have a name',
      () => [
        teachers[0],
        { ...teachers[1], name: 'b.json', model: { ...teachers[1].model, binarize: true } },
      ],
      ModelError,
      'teacher 2 of 2, b.json, expects binarized pixels',
    ],
    [
      'that have other classes',
      () => [{ ...teachers[0], model: { ...teachers[0].model, classNames: [...'abcdefghij'] } }],
      ModelError,
      'teacher 1 of 1 distinguishes other classes than the data has',
    ],
  ])('%s', async (_, make, kind, message) => {
    const run = trainToEnd({ ...options, teachers: make() as Teacher[] });
    await expect(run).rejects.toThrow(kind);
    await expect(run).rejects.toThrow(message);
  });

  test('whose outputs are not finite', async () => {
    const parameters = teachers[1].model.parameters.map((each) => each.map(() => 3e38));
    const broken = { ...teachers[1], model: { ...teachers[1].model, parameters } };
    const run = trainToEnd({ ...options, teachers: [teachers[0], broken] });
    await expect(run).rejects.toThrow(ModelError);
    await expect(run).rejects.toThrow('teacher 2 of 2 has outputs that are not finite');
  });

  test('with another loss than cross-entropy', async () => {
    const run = trainToEnd({ ...options, loss: 'mse', teachers });
    await expect(run).rejects.toThrow('loss: must be cross-entropy to learn from teachers, got mse');
  });
});
