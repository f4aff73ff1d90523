/** Opens images that are dropped, pasted, chosen or photographed. */

import { reader } from '../engine/client.ts';
import { words } from '../i18n/index.ts';
import { opened, problem, strokes } from '../state.ts';

/** Decodes in the worker, as the command line does: a phone photo takes long enough to delay the pen. */
export async function openImage(file: Blob, name: string): Promise<void> {
  try {
    const image = await reader.openImage(file, name);
    strokes.value = [];
    problem.value = null;
    opened.value = image;
  } catch (error) {
    problem.value = { title: words.value.errorImage, text: (error as Error).message };
  }
}

/** Accepts images dropped anywhere on the page, or pasted. */
export function listenForImages(onFile: (file: File) => void): () => void {
  const over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    onFile(file);
  };
  const paste = (event: ClipboardEvent): void => {
    const file = event.clipboardData?.files[0];
    if (file !== undefined) onFile(file);
  };
  addEventListener('dragover', over);
  addEventListener('drop', drop);
  addEventListener('paste', paste);
  return () => {
    removeEventListener('dragover', over);
    removeEventListener('drop', drop);
    removeEventListener('paste', paste);
  };
}
