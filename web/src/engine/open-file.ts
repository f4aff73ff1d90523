/** Opens a dropped, pasted or chosen file by its name: images, models, or training data. */

import { openImage } from '../draw/open-image.ts';
import { words } from '../i18n/index.ts';
import { problem, tab } from '../state.ts';
import { openTrainingData } from '../train/training-data.ts';
import { useModel } from './client.ts';

/** Larger model files are refused without reading them. */
const MAX_MODEL_BYTES = 500_000_000;

export async function openFile(file: File): Promise<void> {
  if (/\.json$/i.test(file.name)) await openModelFile(file);
  else if (/\.(zip|csv)(\.gz)?$|(idx[13]-)?ubyte(\.gz)?$/i.test(file.name)) {
    tab.value = 'train';
    await openTrainingData([file]);
  } else await openImage(file, file.name);
}

export async function openModelFile(file: File): Promise<void> {
  if (file.size > MAX_MODEL_BYTES) {
    const text = `${file.name}: ${words.value.tooLarge(MAX_MODEL_BYTES / 1e6)}`;
    problem.value = { title: words.value.errorModel, text };
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  await useModel({ kind: 'file', name: file.name, bytes });
}
