/**
 * `npm run study:styles`: the accuracy on each writing style, and how much training with drawings of them improves it.
 * Writes a picture and two tables of docs/recognition.md. Takes two minutes.
 *
 * The drawings have a seed that no training uses.
 */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawAllographs } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import type { Model } from '../src/network/model.ts';
import { predict } from '../src/network/predict.ts';
import { openDataset } from '../src/node/dataset/open.ts';
import { createKernels } from '../src/node/kernels.ts';
import { readModel } from '../src/node/model-store.ts';
import type { SettingsInput } from '../src/settings/setting-types.ts';
import { train } from '../src/training/train.ts';
import { readScans } from '../test/support/scan-folder.ts';
import { percent, table, writeBlock } from './document.ts';
import { shared } from './full-mnist.ts';
import { drawPictureBook } from './picture-book.ts';

const SEED = 20_261_122;
/** Number of drawings of each style. */
const COUNT = 1000;
const SURE = 0.9;
const TRAINING_SEEDS = [1, 2, 3];

const root = fileURLToPath(new URL('..', import.meta.url));
const document = join(root, 'docs', 'recognition.md');

interface Score {
  readonly right: number;
  readonly wrongAndSure: number;
}

/** As fractions of the images. */
async function scoreOf(models: readonly Model[], { count, images, labels }: LabelledImages): Promise<Score> {
  const kernels = await createKernels({});
  try {
    let [right, wrongAndSure] = [0, 0];
    for (const model of models) {
      for (const [n, { digit, confidence }] of (await predict(model, images, kernels)).entries()) {
        if (digit === labels[n]) right++;
        else if (confidence > SURE) wrongAndSure++;
      }
    }
    const all = count * models.length;
    return { right: right / all, wrongAndSure: wrongAndSure / all };
  } finally {
    await kernels.close();
  }
}

/** Trains like `nn train`, with each of the seeds. */
async function trained(told: SettingsInput): Promise<Model[]> {
  const dataset = await openDataset('mnist-10k', { train: true });
  const kernels = await createKernels({});
  try {
    const models: Model[] = [];
    for (const seed of TRAINING_SEEDS) {
      const steps = train({ dataset, kernels, seed, ...told });
      let step = await steps.next();
      while (!step.done) step = await steps.next();
      models.push(step.value.model);
    }
    return models;
  } finally {
    await kernels.close();
  }
}

async function main(): Promise<void> {
  await drawPictureBook(join(root, 'docs', 'recognition', 'styles.png'), SEED);
  const nets: Readonly<Record<string, readonly Model[]>> = {
    shipped: [await readModel(join(root, 'models', 'digits.json'))],
    '`nn train`': await trained({}),
    '`nn train --styles 0`': await trained({ styles: 0 }),
  };
  const names = Object.keys(nets);

  const ofStyles = await Promise.all(
    styles.map(async ({ digit, name }, k) => {
      const set = drawAllographs(COUNT, SEED, [styles[k]]);
      const scores = await Promise.all(names.map((net) => scoreOf(nets[net], set)));
      return { title: `${digit} ${name}`, scores };
    }),
  );
  const byStyle = ofStyles.map(({ title, scores }) => [title, ...scores.map(({ right }) => percent(right))]);
  writeBlock(document, 'styles', table(['style', ...names], byStyle));

  const { test } = await openDataset(join(shared, 'mnist'), { test: true });
  if (test === null) throw new Error(`the study needs full MNIST in ${shared}`);
  const sets: Record<string, LabelledImages> = { 'the official test part': test };
  for (const [folder, title] of [
    ['optdigits-30-writers', 'optdigits-30-writers: scans of 30 Turkish writers'],
    ['hwd-1000', 'hwd-1000: scanned digits of other people'],
  ]) {
    const path = join(shared, folder);
    if (existsSync(path)) sets[title] = await readScans(path);
  }
  const rows: string[][] = [];
  const add = (title: string, count: number, scores: readonly Score[]): void => {
    const cells = scores.map((score) => `${percent(score.right, 2)} (${percent(score.wrongAndSure, 2)})`);
    rows.push([title, String(count), ...cells]);
  };
  for (const [title, set] of Object.entries(sets)) {
    add(title, set.count, await Promise.all(names.map((net) => scoreOf(nets[net], set))));
  }
  const mean = (net: number, value: keyof Score): number =>
    ofStyles.reduce((sum, { scores }) => sum + scores[net][value], 0) / ofStyles.length;
  const means = names.map((_, net) => ({
    right: mean(net, 'right'),
    wrongAndSure: mean(net, 'wrongAndSure'),
  }));
  add('drawings in all styles', COUNT * styles.length, means);
  const worst = names.map((_, net) =>
    percent(Math.min(...ofStyles.map(({ scores }) => scores[net].right)), 2),
  );
  rows.push(['the style read worst', String(COUNT), ...worst]);
  writeBlock(document, 'hands', table(['digits', 'count', ...names], rows));
}

await main();
