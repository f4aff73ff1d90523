/** Opens dropped or pasted files by their names: images, models, or training data. */

import { openImage } from '../draw/open-image.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { problem, tab } from '../state.ts';
import { openTrainingData } from '../train/training-data.ts';
import { useModel } from './client.ts';

/** Larger model files are refused without reading them. */
const MAX_MODEL_BYTES = 500_000_000;

const DATA = /\.(zip|np[yz]|[ct]sv)(\.gz)?$|(ubyte|idx\d-int)(\.gz)?$/i;

/** Files of data are opened together: those of images and of labels belong to each other. Otherwise, the first one. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const [file] = files;
  if (file === undefined) return;
  if (/\.json$/i.test(file.name)) await openModelFile(file);
  else if (files.some(({ name }) => DATA.test(name))) {
    tab.value = 'train';
    await openTrainingData(files);
  } else await openImage(file, file.name);
}

export async function openModelFile(file: File): Promise<void> {
  if (file.size > MAX_MODEL_BYTES) {
    const text = `${file.name}: ${words.value.tooLarge(MAX_MODEL_BYTES / 1e6)}`;
    problem.value = { title: words.value.errorModel, text };
    return;
  }
  try {
    const bytes = new Uint8Array(await file.arrayBuffer());
    await useModel({ kind: 'file', name: file.name, bytes });
  } catch (error) {
    problem.value = { title: words.value.errorModel, text: `${file.name}: ${errorText(error)}` }; // it was moved or deleted
  }
}
