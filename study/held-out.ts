/**
 * `npm run study:held-out -- <model>...`: compares models by digits that no training and no test has seen, to choose
 * among them: the 3,000 that `--validation 0.05` holds out, as they are and as stand-ins for users' images, and
 * drawings of each writing style, also as scans. Prints wrong answers and the mean cross-entropy.
 *
 * The images are made once (some minutes), and kept in the system's temporary folder.
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { drawAllographs } from '../src/dataset/allographs/allographs.ts';
import { styles } from '../src/dataset/allographs/styles.ts';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import type { Model } from '../src/network/model.ts';
import { predict } from '../src/network/predict.ts';
import { createKernels } from '../src/node/kernels.ts';
import { readModel } from '../src/node/model-store.ts';
import { splitMnist } from './full-mnist.ts';
import { makeSets, preprocessed, standIns } from './stand-ins.ts';

const SEED = 501;
const DRAWINGS_PER_STYLE = 500;
/** Scans of drawings: small ones, in which a thick flag may fill. */
const scansOfDrawings = ['binary16', 'binary32', 'grey16'];
const SCANS_PER_STYLE = 50;
/** Kinds of which only some digits are made, because they are slow to make. */
const counts: Readonly<Record<string, number>> = { photo: 1000, table: 300 };

const cache = join(tmpdir(), `nn-held-out-${SEED}`);

/** The images of a kind, made from the digits in their order, or read again from the file of this name. */
async function setOf(kind: string, digits: LabelledImages, name = kind): Promise<LabelledImages> {
  const count = counts[kind] ?? digits.count;
  const file = join(cache, `${name}.bin`);
  if (existsSync(file)) {
    return { count, images: new Uint8Array(readFileSync(file)), labels: digits.labels.subarray(0, count) };
  }
  const { seen } = await makeSets(kind, digits, count, SEED, { seen: preprocessed });
  writeFileSync(file, seen.images);
  return seen;
}

async function scoreOf(model: Model, { images, labels }: LabelledImages) {
  const kernels = await createKernels({});
  try {
    let [wrong, sure, loss] = [0, 0, 0];
    for (const [n, { digit, confidence, probabilities }] of (
      await predict(model, images, kernels)
    ).entries()) {
      loss -= Math.log(Math.max(probabilities[labels[n]], 1e-12));
      if (digit === labels[n]) continue;
      wrong++;
      if (confidence > 0.9) sure++;
    }
    return { wrong, sure, loss: loss / labels.length };
  } finally {
    await kernels.close();
  }
}

async function main(): Promise<void> {
  const files = process.argv.slice(2);
  mkdirSync(cache, { recursive: true });
  const models = await Promise.all(files.map((file) => readModel(file)));
  const { heldOut: digits } = await splitMnist();
  const show = async (title: string, set: LabelledImages): Promise<void> => {
    const cells: string[] = [];
    for (const model of models) {
      const { wrong, sure, loss } = await scoreOf(model, set);
      cells.push(`${String(wrong).padStart(5)} ${String(sure).padStart(4)} ${loss.toFixed(4)}`);
    }
    console.log(`${title.padEnd(22)} ${String(set.labels.length).padStart(6)}  ${cells.join('  |')}`);
  };
  console.log(
    `wrong, wrong with more than 90% confidence, mean cross-entropy: ${files.map((file) => basename(file)).join(', ')}`,
  );
  await show('as they are', digits);
  for (const kind of Object.keys(standIns)) await show(kind, await setOf(kind, digits));
  const drawings = drawAllographs(SCANS_PER_STYLE * styles.length, SEED);
  for (const kind of scansOfDrawings) {
    await show(`drawings, ${kind}`, await setOf(kind, drawings, `drawings-${kind}`));
  }
  for (const style of styles) {
    await show(`${style.digit} ${style.name}`, drawAllographs(DRAWINGS_PER_STYLE, SEED, [style]));
  }
  await show('all drawings', drawAllographs(DRAWINGS_PER_STYLE * styles.length, SEED));
}

await main();
