/**
 * `npm run study:recognition`: the accuracy of the bundled model by kind of image, an ablation of the preprocessing
 * steps, and its confidence on images without digits. Writes the tables and pictures of docs/recognition.md. Slow:
 * about twenty minutes.
 *
 * The digits are those of MNIST's official test split, and the seeds differ from those used in development.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dataset, LabelledImages } from '../src/dataset/dataset.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import type { Kernels } from '../src/matrix/kernels.ts';
import type { Model } from '../src/network/model.ts';
import { predict } from '../src/network/predict.ts';
import { openDataset } from '../src/node/dataset/open.ts';
import { createKernels } from '../src/node/kernels.ts';
import { readModel } from '../src/node/model-store.ts';
import { useCompiledPasses } from '../src/node/pixel-kernels.ts';
import { train } from '../src/training/train.ts';
import { readScans } from '../test/support/scan-folder.ts';
import { percent, table, writeBlock } from './document.ts';
import { shared } from './full-mnist.ts';
import { nonDigits, seeNonDigit } from './non-digits.ts';
import { drawSteps } from './pictures.ts';
import { makeSets, preprocessed, standIns } from './stand-ins.ts';
import { shrunkOnly, steps, without } from './steps.ts';

const SEED = 20_261_122;
const SURE = 0.9;

const root = fileURLToPath(new URL('..', import.meta.url));
const document = join(root, 'docs', 'recognition.md');

/** Number of images of each kind: fewer of those that are slow to make. */
const counts: Readonly<Record<string, number>> = {
  everything: 5000,
  photo: 1000,
  table: 500,
  colourCrop: 2000,
  sheetCrop: 2000,
};
/** All test digits: with 2,000, a difference of 0.4 points would still be noise. */
const COUNT = 10_000;
/** For the ablation, in which each image is preprocessed in ten ways. */
const ablationCounts = {
  everything: 1000,
  photo: 500,
  table: 500,
  colourCrop: 1000,
  sheetCrop: 1000,
} as const;
const NON_DIGITS = 1000;

/** Uses separate kernels for each network, because closing them releases the memory of the network. */
async function withKernels<T>(use: (kernels: Kernels) => Promise<T>): Promise<T> {
  const kernels = await createKernels({});
  try {
    return await use(kernels);
  } finally {
    await kernels.close();
  }
}

function readRight(model: Model, set: LabelledImages): Promise<number> {
  return withKernels(async (kernels) => (await evaluate(model, set, kernels)).accuracy);
}

function countSure(model: Model, images: Uint8Array): Promise<number> {
  return withKernels(async (kernels) => {
    const predictions = await predict(model, images, kernels);
    return predictions.filter(({ confidence }) => confidence > SURE).length;
  });
}

async function results(model: Model, mnist: LabelledImages): Promise<string> {
  const accuracy = async (set: LabelledImages): Promise<string> => percent(await readRight(model, set), 2);
  const rows = [['the official test part, as it is', String(mnist.count), await accuracy(mnist), '']];
  const hwd = join(shared, 'hwd-1000');
  if (existsSync(hwd)) {
    const scans = await readScans(hwd);
    rows.push(['hwd-1000: scanned digits of other people', String(scans.count), await accuracy(scans), '']);
  }
  for (const kind of Object.keys(standIns)) {
    const count = counts[kind] ?? COUNT;
    const sets = await makeSets(kind, mnist, count, SEED, {
      brought: preprocessed,
      merelyShrunk: shrunkOnly,
    });
    rows.push([kind, String(count), await accuracy(sets.brought), await accuracy(sets.merelyShrunk)]);
    console.log(rows.at(-1)!.join('  '));
  }
  return table(['pictures', 'count', 'accuracy', 'only resized'], rows);
}

async function ablation(model: Model, plainModel: Model, mnist: LabelledImages): Promise<string> {
  const names = Object.keys(steps) as (keyof typeof steps)[];
  const views = {
    brought: preprocessed,
    merelyShrunk: shrunkOnly,
    ...Object.fromEntries(names.map((step) => [step, without(step)])),
  };
  const cells = new Map<string, string[]>();
  for (const [kind, count] of Object.entries(ablationCounts)) {
    const sets = await makeSets(kind, mnist, count, SEED + 1, views);
    for (const [name, set] of Object.entries(sets)) {
      const row = [...(cells.get(name) ?? []), percent(await readRight(model, set))];
      if (kind === 'everything') row.push(percent(await readRight(plainModel, set)));
      cells.set(name, row);
    }
    console.log(`${kind}: ablation done`);
  }
  const row = (name: string, title: string): string[] => [title, ...cells.get(name)!];
  return table(
    [
      '',
      ...Object.keys(ablationCounts).flatMap((kind) =>
        kind === 'everything' ? [kind, '(784-256-10)'] : kind,
      ),
    ],
    [
      row('brought', 'all steps'),
      ...names.map((step) => row(step, `without \`${step}\`: ${steps[step]}`)),
      row('merelyShrunk', 'no step: only resized to 28x28'),
    ],
  );
}

/** The baseline network, with all settings stated, so that changed defaults do not change the table. */
const plain = {
  hidden: [256],
  epochs: 12,
  batchSize: 32,
  optimizer: 'adam',
  lr: 0.002,
  schedule: 'cosine',
  dropout: 0.3,
  labelSmoothing: 0,
  ema: 0,
  augment: 'none',
} as const;

async function trained(dataset: Dataset, outliers: number): Promise<Model> {
  return withKernels(async (kernels) => {
    const steps = train({ ...plain, dataset, kernels, outliers });
    let step = await steps.next();
    while (!step.done) step = await steps.next();
    return step.value.model;
  });
}

async function unsure(models: readonly Model[], dataset: Dataset): Promise<string> {
  const test = dataset.test!;
  const rows: string[][] = [];
  for (const kind of Object.keys(nonDigits)) {
    const seen: Uint8Array[] = [];
    for (let n = 0; n < NON_DIGITS; n++) {
      const pixels = await seeNonDigit(kind, test.images.subarray(n * 784, (n + 1) * 784), SEED, n);
      if (pixels !== null) seen.push(pixels);
    }
    const images = Uint8Array.from(Buffer.concat(seen));
    const row = [kind, String(NON_DIGITS - seen.length)];
    for (const each of models) {
      row.push(percent((await countSure(each, images)) / NON_DIGITS));
    }
    rows.push(row);
    console.log(row.join('  '));
  }
  const digits = ['digits: the official test part', '0'];
  for (const each of models) {
    digits.push(percent((await countSure(each, test.images)) / test.count));
  }
  return table(['pictures', 'blank', '784-256-10', '`--outliers 0.1`', 'shipped'], [...rows, digits]);
}

async function main(): Promise<void> {
  useCompiledPasses();
  const folder = join(shared, 'mnist');
  if (!existsSync(folder)) {
    throw new Error(`the study needs full MNIST in ${folder}; NN_TEST_DATA names the folder that holds it`);
  }
  const dataset = await openDataset(folder);
  const test = dataset.test!;
  const model = await readModel(join(root, 'models', 'digits.json'));
  await drawSteps(join(root, 'docs', 'recognition'), test, SEED);
  writeBlock(document, 'results', await results(model, test));
  const plainModel = await trained(dataset, 0);
  const exposed = await trained(dataset, 0.1);
  writeBlock(document, 'ablation', await ablation(model, plainModel, test));
  writeBlock(document, 'non-digits', await unsure([plainModel, exposed, model], dataset));
}

await main();
