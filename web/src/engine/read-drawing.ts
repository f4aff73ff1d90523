/** Keeps the answer up with the pen: one reading at a time, always of the newest drawing. */

import { effect } from '@preact/signals';
import { HEIGHT, paint, WIDTH } from '../draw/strokes.ts';
import { errorText } from '../i18n/error-text.ts';
import { words } from '../i18n/index.ts';
import { engineInfo, modelInfo, opened, penDown, problem, reading, selected, strokes } from '../state.ts';
import { openEngine, reader } from './client.ts';
import type { PageImage } from './protocol.ts';

/** Pixels that are read per unit of the canvas: strokes stay wide enough, and a reading takes some milliseconds. */
const ZOOM = 0.75;

const sheet = document.createElement('canvas');
sheet.width = Math.round(WIDTH * ZOOM);
sheet.height = Math.round(HEIGHT * ZOOM);

let busy = false;
let stale = false;

export function startReading(): void {
  void openEngine();
  effect(() => {
    // whatever the answer depends on
    strokes.value;
    opened.value;
    penDown.value;
    modelInfo.value;
    if (engineInfo.value !== null) void readLatest();
  });
}

async function readLatest(): Promise<void> {
  stale = true;
  if (busy) return;
  busy = true;
  try {
    while (stale) {
      stale = false;
      const image = currentImage();
      const answer = image === null ? null : await reader.recognize(image, isUnfinished() ? 'one' : 'auto');
      reading.value = answer;
      if (selected.value >= (answer?.lines.flat().length ?? 0)) selected.value = 0;
    }
  } catch (error) {
    problem.value = { title: words.value.errorImage, text: errorText(error) };
  } finally {
    busy = false;
  }
}

/** One stroke whose end is to come is not cut into several digits: that takes ten times as long, and can wait for the end. */
const isUnfinished = (): boolean => penDown.value && strokes.value.length === 1;

/** The drawing as black on white, or the opened image as it is; null where there is neither. */
function currentImage(): PageImage | null {
  if (opened.value !== null) return opened.value.image;
  const context = sheet.getContext('2d', { willReadFrequently: true });
  if (context === null || strokes.value.length === 0) return null;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#fff';
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.setTransform(ZOOM, 0, 0, ZOOM, 0, 0);
  paint(context, strokes.value, '#000');
  const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
  const grey = new Uint8Array(sheet.width * sheet.height);
  for (let p = 0; p < grey.length; p++) grey[p] = data[4 * p];
  return { width: sheet.width, height: sheet.height, channels: 1, data: grey };
}
