/** The visitor's own data sets: IDX or CSV files, or a zip of images, read in the training worker. */

import { trainer, withTrainer } from '../engine/client.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { problem } from '../state.ts';
import { data, isRunning } from './state.ts';

/** Limit for all files together; larger ones are refused without reading them. */
const MAX_BYTES = 500_000_000;

export async function openTrainingData(files: readonly File[]): Promise<void> {
  if (isRunning.value) {
    problem.value = { title: words.value.errorData, text: words.value.dataWhileTraining };
    return;
  }
  const size = files.reduce((sum, file) => sum + file.size, 0);
  try {
    if (size > MAX_BYTES) throw new Error(`${files[0].name}: ${words.value.tooLarge(MAX_BYTES / 1e6)}`);
    const read = await Promise.all(
      files.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    data.value = await withTrainer((worker) => worker.openData(read));
    problem.value = null;
  } catch (error) {
    problem.value = { title: words.value.errorData, text: errorText(error) };
  }
}

export async function closeTrainingData(): Promise<void> {
  await trainer().closeData();
  data.value = null;
}
