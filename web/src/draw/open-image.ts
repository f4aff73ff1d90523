/** Opens images that are dropped, pasted, chosen or photographed. */

import { reader } from '../engine/client.ts';
import { words } from '../i18n/index.ts';
import { opened, problem, strokes } from '../state.ts';

/** A larger image may take longer than the one chosen after it. */
let latest = 0;

/** Decodes in the worker, as the command line does: a phone photo takes long enough to delay the pen. */
export async function openImage(file: Blob, name: string): Promise<void> {
  const number = ++latest;
  try {
    const image = await reader.openImage(file, name);
    if (number !== latest) return;
    strokes.value = [];
    problem.value = null;
    opened.value = image;
  } catch (error) {
    problem.value = { title: words.value.errorImage, text: (error as Error).message };
  }
}

/** Accepts files dropped anywhere on the page, or pasted. */
export function listenForFiles(onFiles: (files: readonly File[]) => void): () => void {
  const over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const drop = (event: DragEvent): void => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  };
  const paste = (event: ClipboardEvent): void => {
    onFiles([...(event.clipboardData?.files ?? [])]);
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
