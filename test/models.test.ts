/** The model that ships: what models/README.md says of it, and what it reads. */

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shippedCommands } from '../models/make.ts';
import { drawAllographs } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import { evaluate, probabilitiesOf } from '../src/evaluation/evaluate.ts';
import { answersOf } from '../src/evaluation/metrics.ts';
import type { Kernels } from '../src/matrix/kernels.ts';
import type { Model } from '../src/network/model.ts';
import { predict } from '../src/network/predict.ts';
import { openDataset } from '../src/node/dataset/open.ts';
import { createKernels } from '../src/node/kernels.ts';
import { readModel } from '../src/node/model-store.ts';
import { completeSettings, recordOf, type SettingsInput } from '../src/settings/training-settings.ts';
import { nn } from './cli/support/nn.ts';
import { samples, skippedSlow } from './support/exhaustive.ts';
import { readDocument, root, tableRows } from './support/markdown.ts';
import { readScans } from './support/scan-folder.ts';
import { sharedData, withoutSharedData } from './support/shared-data.ts';
import { suiteFolder } from './support/suite-folder.ts';

const file = join(root, 'models', 'digits.json');
const readme = readDocument('models/README.md');
const [, network, weights, accuracy] = tableRows(readme, /`digits\.json`/)[0];
const mnist = sharedData('mnist');
const hwd = sharedData('hwd-1000');
const optdigits = sharedData('optdigits-30-writers');

/** Why no data set of others is read, or its name. */
const read = (path: string | null, name: string): string =>
  skippedSlow ?? (path === null ? withoutSharedData(name) : name);

let model: Model;
let kernels: Kernels;

beforeAll(async () => {
  model = await readModel(file);
  kernels = await createKernels({});
});

afterAll(() => kernels.close());

interface Said {
  readonly [key: string]: unknown;
  readonly teacher: readonly string[];
}

/** The flags of a command line, by the names of the settings. */
function saidBy([program, verb, ...flags]: readonly string[]): Said {
  expect([program, verb]).toEqual(['nn', 'train']);
  const said: Record<string, string | number> = {};
  const teacher: string[] = [];
  for (let k = 0; k < flags.length; k += 2) {
    const key = flags[k].slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (key === 'teacher') teacher.push(flags[k + 1]);
    else said[key] = Number.isNaN(Number(flags[k + 1])) ? flags[k + 1] : Number(flags[k + 1]);
  }
  return { ...said, teacher };
}

describe('models/digits.json', () => {
  test('is the file that models/README.md tells of, and at most 3 MB', () => {
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    expect(readme).toContain(sha256);
    expect(statSync(file).size).toBeLessThanOrEqual(3_000_000);
    const { network: named } = JSON.parse(readFileSync(file, 'utf8')) as { network: string };
    expect(network).toBe(`\`${named}\``);
    expect(Number(weights.replaceAll(',', ''))).toBe(
      model.parameters.reduce((sum, { length }) => sum + length, 0),
    );
  });

  test('was made by the commands that models/README.md shows', async () => {
    const [shown, pictures, ...trainings] = shippedCommands();
    expect(shown).toEqual(['npx', 'tsx', 'models/shown-digits.ts', 'shown']);
    expect(pictures).toEqual(['npx', 'tsx', 'models/pictures.ts', 'pictures']);
    const [last, ...before] = trainings.map(saidBy).reverse();
    const teachers = before.reverse();
    expect(teachers).toHaveLength(8);
    for (const [k, seed] of [2, 3].entries()) {
      const [first, second, third, fourth] = teachers.slice(4 * k, 4 * k + 4);
      expect(first).toMatchObject({ data: 'shown', seed, validation: 0 });
      expect(second).toMatchObject({ data: 'shown', seed, validation: 0, initFrom: first.out });
      expect(third).toMatchObject({ data: 'pictures', seed, validation: 0, initFrom: second.out });
      expect(fourth).toMatchObject({ data: 'pictures', seed, validation: 0, initFrom: third.out });
      expect(last.teacher[k]).toBe(fourth.out);
    }
    expect(last).toMatchObject({ data: 'pictures', initFrom: 'digits3.json', out: 'digits.json' });
    const { data, out, initFrom, teacher, degradation: wear, ...settings } = last;
    expect(model.training?.data).toMatchObject({ name: 'pictures', train: 141_931, validation: 0 });
    expect(model.training?.origin?.data).toMatchObject([{ name: 'shown' }]);
    expect(model.training?.interrupted).toBe(false);
    const { network } = teachers[0];
    const options = recordOf(completeSettings({ network, wear, ...settings } as SettingsInput));
    expect(options).toEqual(model.training?.options);
    expect(readme).toContain(`${model.training?.origin?.sha256}  digits3.json`);
    for (const [k, { sha256 }] of model.training!.teachers!.entries()) {
      expect(readme).toContain(`${sha256}  ${last.teacher[k]}`);
    }
    expect(model.temperature, 'nothing is held out to fit it').toBe(1);
  });

  test.skipIf(skippedSlow ?? mnist === null)(
    `reads the official test part as well as stated, at least 99.0% (${read(mnist, 'mnist')})`,
    async () => {
      const { test } = await openDataset(mnist!, { test: true });
      const result = await evaluate(model, test!, kernels);
      expect(`${(100 * result.accuracy).toFixed(2)}%`).toBe(accuracy);
      expect(result.accuracy).toBeGreaterThanOrEqual(0.99);
      expect(result.calibrationError).toBeLessThan(0.01);
    },
  );

  test.skipIf(skippedSlow ?? hwd === null)(
    `reads scans of other people's digits, at least 99.5% (${read(hwd, 'hwd-1000')})`,
    async () => {
      const scans = await readScans(hwd!);
      const { accuracy } = await evaluate(model, scans, kernels);
      expect(scans.count).toBe(1000);
      expect(accuracy).toBeGreaterThanOrEqual(0.995);
    },
  );

  test('reads every style of every digit, in drawings that it has not learnt from', async () => {
    const atLeast = samples(0.9, 0.95); // of 40 drawings, 37 may well be read where 96% of all are
    const each = samples(40, 300);
    const drawn = drawAllographs(each * styles.length, 20_261_122); // of each style in turn
    const answers = answersOf(await probabilitiesOf(model, drawn, kernels));
    const isRight = Array.from(answers, (answer, n) => answer === drawn.labels[n]);
    for (const [k, style] of styles.entries()) {
      const right = isRight.filter((right, n) => right && n % styles.length === k).length;
      expect(right / each, `${style.digit} ${style.name}`).toBeGreaterThanOrEqual(atLeast);
    }
    expect(isRight.filter(Boolean).length / drawn.count).toBeGreaterThanOrEqual(0.98);
  });

  test.skipIf(skippedSlow ?? optdigits === null)(
    `reads European hands, at least 98.5% (${read(optdigits, 'optdigits-30-writers')})`,
    async () => {
      const { accuracy } = await evaluate(model, await readScans(optdigits!), kernels);
      expect(accuracy).toBeGreaterThanOrEqual(0.985);
    },
  );

  test('gives the same probabilities on the plain kernels', async () => {
    const { images } = (await openDataset('mnist-10k', { test: true })).test!;
    const some = images.subarray(0, 3 * 784);
    expect(await predict(model, some)).toEqual(await predict(model, some, kernels));
  });
});

describe('before any training', () => {
  const cwd = suiteFolder();
  const five = join(root, 'docs', 'five.jpg');

  test('nn predict reads with it, and says so', async () => {
    const { code, stdout, stderr } = await nn(['predict', five], { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '5\n' });
    expect(stderr).toContain('using the one that ships with nn');
    expect(existsSync(join(cwd, 'models'))).toBe(false);
  });

  test.each(['eval', 'compare'])(
    'nn %s says on standard output that it was trained on the digits of the package',
    async (name) => {
      const reason = 'it began as a model trained on most of mnist, which includes most of mnist-10k';
      const models = name === 'compare' ? ['softmax.json'] : [];
      const quick = [
        '--hidden',
        'none',
        '--epochs',
        '1',
        '--augment',
        'none',
        '--styles',
        '0',
        '-q',
        '--force',
      ];
      expect((await nn(['train', ...quick, '--out', 'softmax.json'], { cwd })).code).toBe(0);
      const { code, stdout } = await nn([name, ...models], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain(
        `\nThe accuracy of the model that ships with nn here is not a test result: ${reason}.\n`,
      );
      expect(stdout).toContain('nn data fetch mnist, then nn ');
      const json = JSON.parse((await nn([name, ...models, '--json', '-q'], { cwd })).stdout);
      expect(json.contaminated).toEqual([{ model: expect.stringMatching(/digits\.json$/), reason }]);
      const quiet = await nn([name, ...models, '--quiet'], { cwd });
      expect(quiet).toEqual({ code: 0, stdout: '', stderr: '' });
    },
  );
});
