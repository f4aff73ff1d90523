/** Images from outside: dropped, pasted, chosen or photographed. */

import { words } from '../i18n/index.ts';
import { opened, problem, strokes } from '../state.ts';

/** Larger files are refused unread. */
const MAX_BYTES = 100 * 2 ** 20;
/** The longer side that is kept: the recogniser works at no more. */
const MAX_SIDE = 1024;
/** Refused before it is painted: 100 megapixels. */
const MAX_PIXELS = 100_000_000;

export async function openImage(file: Blob, name: string): Promise<void> {
  try {
    if (file.size > MAX_BYTES) throw new Error(`${name}: larger than ${MAX_BYTES / 2 ** 20} MB`);
    const whole = await createImageBitmap(file, { imageOrientation: 'from-image' });
    if (whole.width * whole.height > MAX_PIXELS)
      throw new Error(`${name}: ${whole.width} x ${whole.height} pixels are too many`);
    const scale = Math.min(1, MAX_SIDE / Math.max(whole.width, whole.height));
    const bitmap =
      scale === 1
        ? whole
        : await createImageBitmap(whole, {
            resizeWidth: Math.max(1, Math.round(whole.width * scale)),
            resizeHeight: Math.max(1, Math.round(whole.height * scale)),
            resizeQuality: 'high',
          });
    strokes.value = [];
    problem.value = null;
    opened.value = { name, bitmap };
  } catch (error) {
    const text = error instanceof DOMException ? name : (error as Error).message;
    problem.value = { title: words.value.errorImage, text };
  }
}

/** Lets images be dropped anywhere on the page, and pasted. */
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
