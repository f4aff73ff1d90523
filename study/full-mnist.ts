/** Finds full MNIST, splits it, and parses the commands that train on it. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LabelledImages } from '../src/dataset/dataset.ts';
import { pickImages } from '../src/dataset/pick-images.ts';
import { splitValidation } from '../src/dataset/split.ts';
import { dataFolder as fetchedData } from '../src/node/dataset/data-folder.ts';
import { openDataset } from '../src/node/dataset/open.ts';

/** The data of tests and studies. */
export const shared: string =
  process.env.NN_TEST_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

/**
 * The folder for `--data-dir` that contains full MNIST: the shared one, or that of `nn data fetch`; undefined if
 * neither.
 */
export async function findDataFolder(): Promise<string | undefined> {
  return [shared, await fetchedData()].find((folder) => existsSync(join(folder, 'mnist')));
}

/** MNIST's training digits as the trainings of the bundled model split them. */
export async function splitMnist(): Promise<{
  readonly shown: LabelledImages;
  readonly heldOut: LabelledImages;
}> {
  const folder = await findDataFolder();
  const train = folder && (await openDataset(join(folder, 'mnist'), { train: true })).train;
  if (!train) throw new Error('there is no full MNIST here; `nn data fetch mnist` brings it');
  const split = splitValidation(train.labels, 0.05, 1);
  return { shown: pickImages(train, split.train), heldOut: pickImages(train, split.validation) };
}

/** Splits a command line in which only " quotes. */
export function wordsOf(command: string): string[] {
  return (command.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replaceAll('"', ''));
}
